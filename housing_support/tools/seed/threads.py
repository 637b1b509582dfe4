"""What landlords and associations wrote to one another: a few messages per household followed, thousands in one; and
what their workers have to do there.

Written once the case files are loaded, by the database: the events of their triggers would double every row.
"""

import datetime

from django.db import connection

MUCH = 5_000

# By the worker and an officer of the landlord in turn, a few days apart.
SAID = """
    INSERT INTO tenancies_message (public_id, household_id, author_id, organization_id, audience, text, written_at,
        leaves_at, told_at)
    SELECT md5('message:' || part.id || ':' || number)::uuid, part.household_id,
        CASE WHEN number %% 2 = 1 THEN part.worker_id ELSE officers.id END,
        CASE WHEN number %% 2 = 1 THEN part.organization_id ELSE households.landlord_id END,
        CASE WHEN number %% 5 = 3 THEN 'ORGANIZATION' ELSE 'SHARED' END,
        CASE WHEN number %% 2 = 1 THEN 'Le ménage sera présent jeudi matin.' ELSE 'Le plombier passe jeudi.' END,
        moments.at, moments.at + interval '20 minutes', moments.at + interval '20 minutes'
    FROM tenancies_followup part
    JOIN tenancies_household households ON households.id = part.household_id
    JOIN (
        SELECT organization_id, min(id) AS id FROM partners_user WHERE role = 'RENTAL_OFFICER' GROUP BY organization_id
    ) officers ON officers.organization_id = households.landlord_id
    CROSS JOIN generate_series(1, CASE WHEN part.id = %(long)s THEN %(much)s ELSE 3 END) number
    CROSS JOIN LATERAL (
        SELECT %(today)s::date - interval '1 day' - number * interval '17 hours' AS at
    ) moments
    WHERE part.ended_on IS NULL AND part.worker_id IS NOT NULL
    ORDER BY part.household_id, number
"""
# Whoever carries the most households: one of theirs is talked about very much.
BUSIEST = """
    SELECT min(id) FROM tenancies_followup WHERE ended_on IS NULL AND worker_id IS NOT NULL
    GROUP BY worker_id ORDER BY count(*) DESC, worker_id LIMIT 1
"""
# In one thread out of ten, something waits for the worker.
READ = """
    INSERT INTO tenancies_threadreading (household_id, user_id, read_up_to, waits_since)
    SELECT DISTINCT ON (part.household_id, part.worker_id) part.household_id, part.worker_id,
        CASE WHEN part.id %% 10 = 0 THEN %(today)s::date - interval '60 hours'
            ELSE %(today)s::date - interval '1 hour' END,
        CASE WHEN part.id %% 10 = 0 THEN %(today)s::date - interval '50 hours' END
    FROM tenancies_followup part
    WHERE part.ended_on IS NULL AND part.worker_id IS NOT NULL
    ORDER BY part.household_id, part.worker_id, part.id
"""


# Two to be done by the worker, one of them late in one case file out of eight, and one done.
TO_DO = """
    INSERT INTO tenancies_task (public_id, household_id, author_id, organization_id, audience, what, in_charge_id,
        person_id, due_on, origin, state, recorded_at)
    SELECT md5('task:' || part.id || ':' || number)::uuid, part.household_id, part.worker_id, part.organization_id,
        CASE WHEN number = 2 THEN 'ORGANIZATION' ELSE 'SHARED' END, 'Demander la quittance du mois.',
        part.organization_id, part.worker_id,
        %(today)s::date + number * 9 - CASE WHEN part.id %% 8 = 0 THEN 12 ELSE 3 END,
        CASE WHEN number = 1 THEN 'MEETING' ELSE 'OTHER' END, CASE WHEN number = 3 THEN 'DONE' ELSE 'TODO' END,
        %(today)s::date - interval '5 days'
    FROM tenancies_followup part CROSS JOIN generate_series(1, 3) number
    WHERE part.ended_on IS NULL AND part.worker_id IS NOT NULL
    ORDER BY part.household_id, number
"""

# One in four case files was talked over by the landlord's adviser and the association.
MET = """
    INSERT INTO tenancies_synthesis (public_id, household_id, author_id, organization_id, audience, planned_at, place,
        state, minutes, recorded_at, created_at)
    SELECT md5('synthesis:' || part.id)::uuid, part.household_id, advisers.id, households.landlord_id, 'SOCIAL',
        %(today)s::date - interval '20 days', 'AGENCY', 'HELD', 'Le plan est tenu, les droits sont ouverts.',
        %(today)s::date - interval '19 days', %(today)s::date - interval '40 days'
    FROM tenancies_followup part
    JOIN tenancies_household households ON households.id = part.household_id
    JOIN (
        SELECT organization_id, min(id) AS id FROM partners_user WHERE role = 'ADVISER' GROUP BY organization_id
    ) advisers ON advisers.organization_id = households.landlord_id
    WHERE part.ended_on IS NULL AND part.worker_id IS NOT NULL AND part.id %% 4 = 0
    ORDER BY part.household_id
"""
CAME = """
    INSERT INTO tenancies_synthesisinvitation (synthesis_id, organization_id, has_come)
    SELECT syntheses.id, part.organization_id, true
    FROM tenancies_synthesis syntheses
    JOIN tenancies_followup part ON syntheses.public_id = md5('synthesis:' || part.id)::uuid
"""


def talk(today: datetime.date) -> None:
    with connection.cursor() as cursor:
        cursor.execute(BUSIEST)
        [longest] = cursor.fetchone() or [None]
        cursor.execute("ALTER TABLE tenancies_message DISABLE TRIGGER USER")
        cursor.execute(SAID, {"today": today, "long": longest, "much": MUCH})
        cursor.execute("ALTER TABLE tenancies_message ENABLE TRIGGER USER")
        cursor.execute(READ, {"today": today})
        cursor.execute("ALTER TABLE tenancies_task DISABLE TRIGGER USER")
        cursor.execute(TO_DO, {"today": today})
        cursor.execute("ALTER TABLE tenancies_task ENABLE TRIGGER USER")
        cursor.execute("ALTER TABLE tenancies_synthesis DISABLE TRIGGER USER")
        cursor.execute(MET, {"today": today})
        cursor.execute("ALTER TABLE tenancies_synthesis ENABLE TRIGGER USER")
        cursor.execute(CAME)
