"""Conflicts between neighbours, once everybody is there: one for some sixty households, between one and the next."""

import datetime

from django.db import connection

HOUSEHOLDS_PER_CONFLICT = 60

# Each household with the next one of its landlord, and who opens their conflict: recomputed by each statement.
PAIRS = """
    WITH advisers AS (
        SELECT organization_id, min(id) AS id FROM partners_user WHERE role = 'ADVISER' GROUP BY organization_id
    ), rows AS (
        SELECT id, landlord_id, lead(id) OVER neighbours AS other, row_number() OVER neighbours AS number
        FROM tenancies_household WHERE landlord_id IS NOT NULL
        WINDOW neighbours AS (PARTITION BY landlord_id ORDER BY id)
    ), pairs AS (
        SELECT rows.id, rows.other, rows.landlord_id, advisers.id AS adviser, number / %(every)s AS rank,
            %(today)s::date - (number / %(every)s %% 300)::int AS day,
            md5('conflict' || rows.landlord_id || '-' || number)::uuid AS public_id
        FROM rows JOIN advisers ON advisers.organization_id = rows.landlord_id
        WHERE number %% %(every)s = 0 AND other IS NOT NULL
    )
"""
STATEMENTS = (
    """
    INSERT INTO referrals_conflict (public_id, landlord_id, reference, subject, state, author_id, opened_at, next_step,
        next_due_on, closed_at, outcome)
    SELECT public_id, landlord_id, 'V-' || extract(year FROM %(today)s::date) || '-' || lpad(rank::text, 4, '0'),
        (ARRAY['NOISE', 'COMMON_PARTS', 'WASTE', 'ANIMALS', 'WORDS'])[1 + rank %% 5],
        CASE WHEN rank %% 3 = 0 THEN 'CLOSED' ELSE 'OPEN' END, adviser, day + time '09:00',
        CASE WHEN rank %% 3 = 0 THEN '' ELSE 'MEETING' END, CASE WHEN rank %% 3 > 0 THEN %(today)s::date + 10 END,
        CASE WHEN rank %% 3 = 0 THEN day + time '18:00' END, CASE WHEN rank %% 3 = 0 THEN 'CEASED' ELSE '' END
    FROM pairs
    """,
    """
    INSERT INTO referrals_conflictparty (public_id, conflict_id, rank, kind, side, household_id, name, author_id,
        organization_id, recorded_at)
    SELECT md5(pairs.public_id::text || sides.rank)::uuid, conflicts.id, sides.rank, 'HOUSEHOLD', sides.side,
        CASE sides.rank WHEN 1 THEN pairs.id ELSE pairs.other END, '', adviser, pairs.landlord_id, day + time '09:00'
    FROM pairs JOIN referrals_conflict conflicts USING (public_id)
    CROSS JOIN (VALUES (1, 'COMPLAINS'), (2, 'CONCERNED')) AS sides (rank, side)
    """,
    """
    INSERT INTO referrals_conflictfact (public_id, conflict_id, occurred_on, text, source, author_id, organization_id,
        recorded_at)
    SELECT md5(pairs.public_id::text || 'fact' || number)::uuid, conflicts.id, day - number,
        'Bruit entendu par le gardien.', 'CARETAKER', adviser, pairs.landlord_id, day + time '09:00'
    FROM pairs JOIN referrals_conflict conflicts USING (public_id) CROSS JOIN generate_series(1, 3) AS number
    """,
    """
    INSERT INTO referrals_conflictstep (public_id, conflict_id, kind, "on", result, note, next_step, next_due_on,
        author_id, organization_id, recorded_at)
    SELECT md5(pairs.public_id::text || 'step')::uuid, conflicts.id, 'REMINDER', day, 'DONE', '', 'MEETING',
        %(today)s::date + 10, adviser, pairs.landlord_id, day + time '10:00'
    FROM pairs JOIN referrals_conflict conflicts USING (public_id)
    """,
)
COUNTERS = """
    INSERT INTO tenancies_referencecounter (organization_id, prefix, year, last)
    SELECT landlord_id, 'V', extract(year FROM %(today)s::date), max(substr(reference, 8)::int)
    FROM referrals_conflict GROUP BY landlord_id
"""


def write_conflicts(today: datetime.date) -> None:
    with connection.cursor() as cursor:
        for statement in STATEMENTS:
            cursor.execute(PAIRS + statement, {"today": today, "every": HOUSEHOLDS_PER_CONFLICT})
        cursor.execute(COUNTERS, {"today": today})
