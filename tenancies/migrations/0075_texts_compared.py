from django.db import migrations

# What is the same text, whoever wrote it: case, accents, spaces, dashes, punctuation and zeros in front do not count.
# A minus in front does: floor « -1 » is not floor « 1 ». A text of signs alone is compared as it is.
CREATE = r"""
CREATE FUNCTION comparable(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
AS $$
    SELECT coalesce(nullif(btrim(regexp_replace(regexp_replace(regexp_replace(
        unaccented(value), '^-(?=[0-9])', 'minus '), '[^a-z0-9]+', ' ', 'g'), '\m0+(?=[0-9])', '', 'g')), ''), value)
$$
"""


class Migration(migrations.Migration):
    dependencies = [("tenancies", "0074_communes_are_compared_as_they_are")]
    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION comparable(text)")]
