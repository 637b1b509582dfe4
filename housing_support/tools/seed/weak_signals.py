"""What landlords noticed in the last weeks of households that an association follows."""

import datetime
from typing import Any

from django.db import connection

# One household of so many; every third signal waits, the others were seen by the worker in charge.
HOUSEHOLDS, DAYS = 50, 40

LINES = """
    INSERT INTO tenancies_journalentry (public_id, household_id, kind, event, facts, text, audience, author_id,
        organization_id, occurred_at, recorded_at)
    SELECT md5('signal line' || households.public_id)::uuid, households.id, 'SIGNAL', 'SIGNAL_SENT',
        jsonb_build_object('kind', CASE chance %% 3 WHEN 0 THEN 'UNPAID' WHEN 1 THEN 'COMPLAINT'
            ELSE 'NO_ACCESS' END, 'on', (%(today)s::date - chance %% %(days)s)::text),
        '', 'SHARED', officers.id, households.landlord_id,
        %(today)s::date - chance %% %(days)s + time '10:00',
        %(today)s::date - chance %% %(days)s + time '10:00'
    FROM tenancies_household households
    CROSS JOIN LATERAL (SELECT abs(hashtext(households.public_id::text)) AS chance) AS dice
    JOIN (
        SELECT organization_id, min(id) AS id FROM partners_user WHERE role = 'RENTAL_OFFICER' GROUP BY organization_id
    ) officers ON officers.organization_id = households.landlord_id
    WHERE chance %% %(households)s = 0 AND households.closed_on IS NULL AND EXISTS (
        SELECT 1 FROM tenancies_followup parts
        WHERE parts.household_id = households.id AND parts.ended_on IS NULL
            AND parts.started_on < %(today)s::date - %(days)s
    )
    ORDER BY households.public_id
"""
SIGNALS = """
    INSERT INTO tenancies_weaksignal (public_id, entry_id, kind, occurred_on, sent_by_id, organization_id, recorded_at)
    SELECT md5('signal' || lines.id)::uuid, lines.id, lines.facts->>'kind', (lines.facts->>'on')::date,
        lines.author_id, lines.organization_id, lines.recorded_at
    FROM tenancies_journalentry lines WHERE lines.event = 'SIGNAL_SENT' ORDER BY lines.id
"""
RECEIPTS = """
    INSERT INTO tenancies_signalreceipt (public_id, signal_id, follow_up_id, organization_id, state, action, seen_by_id,
        seen_at)
    SELECT DISTINCT ON (signals.id, parts.organization_id) md5('receipt' || signals.id || '-' || parts.id)::uuid,
        signals.id, parts.id, parts.organization_id,
        CASE WHEN is_seen THEN 'SEEN' ELSE 'WAITING' END, CASE WHEN is_seen THEN 'CALL' ELSE '' END,
        CASE WHEN is_seen THEN parts.worker_id END,
        CASE WHEN is_seen THEN signals.recorded_at + interval '1 day' END
    FROM tenancies_weaksignal signals
    JOIN tenancies_journalentry lines ON lines.id = signals.entry_id
    JOIN tenancies_followup parts ON parts.household_id = lines.household_id AND parts.ended_on IS NULL
    CROSS JOIN LATERAL (SELECT signals.id %% 3 <> 0 AND parts.worker_id IS NOT NULL AS is_seen) AS answers
    ORDER BY signals.id, parts.organization_id, parts.id
"""


def send_signals(today: datetime.date) -> int:
    """How many lines of timelines they are."""
    given: dict[str, Any] = {"today": today, "households": HOUSEHOLDS, "days": DAYS}
    with connection.cursor() as cursor:
        cursor.execute(LINES, given)
        lines = cursor.rowcount
        cursor.execute(SIGNALS)
        cursor.execute(RECEIPTS.replace("%%", "%"))
    return lines
