import datetime

from django.db import connection

from partners.models import Organization
from tenancies.models import ReferenceCounter

CASE_FILE = "D"
CANDIDATE = "C"
REFERRAL = "S"

# One statement takes the number and locks the series until the transaction ends: no gap, no duplicate.
TAKE = f"""
    INSERT INTO {ReferenceCounter._meta.db_table} (organization_id, prefix, year, last) VALUES (%s, %s, %s, 1)
    ON CONFLICT (organization_id, prefix, year)
    DO UPDATE SET last = {ReferenceCounter._meta.db_table}.last + 1
    RETURNING last
"""  # noqa: S608 (made of a table name)


def next_reference(*, organization: Organization, prefix: str, on: datetime.date) -> str:
    """The next reference of an organization's yearly series, such as `D-2026-0042`. Call it inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [organization.pk, prefix, on.year])
        (number,) = cursor.fetchone()
    return f"{prefix}-{on.year}-{number:04}"
