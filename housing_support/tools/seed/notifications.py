"""What the coordinators were told of the dwellings announced to their associations; one of them very much."""

import datetime

from django.db import connection

MUCH = 3_000

# To the first coordinator of each association; what is a fortnight old has been read.
TOLD = """
    INSERT INTO partners_notification (public_id, recipient_id, kind, event, about_id, created_at, read_at, by_digest)
    SELECT md5(told.recipient_id || told.event)::uuid, told.recipient_id, 'DWELLING_ANNOUNCED', told.event,
        told.about_id, told.created_at,
        CASE WHEN told.created_at < %(today)s::date - 14 THEN told.created_at + interval '1 day' END, false
    FROM (
        SELECT coordinators.id AS recipient_id, announcements.id AS about_id,
            announcements.announced_on + time '09:00' AS created_at,
            'DWELLING_ANNOUNCED:' || announcements.id || ':' || announcements.announced_on AS event
        FROM referrals_announcement announcements JOIN (
            SELECT organization_id, min(id) AS id FROM partners_user WHERE role = 'COORDINATOR' GROUP BY organization_id
        ) coordinators ON coordinators.organization_id = announcements.association_id
    ) told
"""
# Reminders of the same dwellings, to whoever was told the most.
TOLD_MUCH = """
    INSERT INTO partners_notification (public_id, recipient_id, kind, event, about_id, created_at, by_digest)
    SELECT md5(told.recipient_id || told.event || number)::uuid, told.recipient_id, told.kind,
        told.event || ':' || number, told.about_id, told.created_at + number * interval '1 minute', false
    FROM generate_series(1, %(much)s) number
    CROSS JOIN LATERAL (
        SELECT * FROM partners_notification
        WHERE recipient_id = (
            SELECT recipient_id FROM partners_notification GROUP BY recipient_id
            ORDER BY count(*) DESC, recipient_id LIMIT 1
        )
        ORDER BY id OFFSET number %% 20 LIMIT 1
    ) told
"""


def tell_coordinators(today: datetime.date) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TOLD, {"today": today})
        cursor.execute(TOLD_MUCH, {"much": MUCH})
