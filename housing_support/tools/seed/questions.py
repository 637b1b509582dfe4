"""What is asked about the visits of the last weeks, and about requests that wait for an answer."""

import datetime
from typing import Any

from django.db import connection

# One of so many of these visits, and of these requests.
VISITS, REQUESTS, WEEKS = 40, 5, 8

# By an adviser of the landlord, about a visit that all read: every third waits, the others were answered by its author.
ON_VISITS = """
    INSERT INTO tenancies_entryquestion (public_id, state, text, asked_by_id, asked_at, asking_id, answering_id, answer,
        answered_by_id, answered_at, entry_id, audience, author_id, organization_id)
    SELECT md5('question' || entries.id)::uuid,
        CASE WHEN is_answered THEN 'ANSWERED' ELSE 'ASKED' END,
        CASE WHEN entries.id %% 5 = 0 THEN '' ELSE 'Le dossier est-il complet ?' END,
        advisers.id, entries.occurred_at + interval '1 day', households.landlord_id, entries.organization_id,
        CASE WHEN is_answered THEN 'Oui, depuis lundi.' ELSE '' END,
        CASE WHEN is_answered THEN entries.author_id END,
        CASE WHEN is_answered THEN entries.occurred_at + interval '2 days' END,
        entries.id, entries.audience, entries.author_id, entries.organization_id
    FROM tenancies_journalentry entries
    CROSS JOIN LATERAL (SELECT entries.id %% 3 <> 0 AS is_answered) AS answers
    JOIN tenancies_household households ON households.id = entries.household_id AND households.closed_on IS NULL
    JOIN (
        SELECT organization_id, min(id) AS id FROM partners_user WHERE role = 'ADVISER' GROUP BY organization_id
    ) advisers ON advisers.organization_id = households.landlord_id
    WHERE entries.kind = 'VISIT' AND entries.audience = 'SHARED' AND entries.id %% %(visits)s = 0
        AND entries.occurred_at > %(since)s AND entries.author_id IS NOT NULL
"""
ON_REQUESTS = """
    INSERT INTO referrals_requestquestion (public_id, state, text, asked_by_id, asked_at, asking_id, answering_id,
        answer, mobilisation_id)
    SELECT md5('request question' || requests.id)::uuid, 'ASKED', 'Où rencontrer le ménage ?', coordinators.id,
        requests.requested_at + interval '1 day', requests.organization_id, referrals.landlord_id, '', requests.id
    FROM referrals_mobilisation requests
    JOIN referrals_referral referrals ON referrals.id = requests.referral_id
    JOIN (
        SELECT organization_id, min(id) AS id FROM partners_user WHERE role = 'COORDINATOR' GROUP BY organization_id
    ) coordinators ON coordinators.organization_id = requests.organization_id
    WHERE requests.state = 'REQUESTED' AND requests.id %% %(requests)s = 0
"""
# Those days are the landlord's.
QUESTIONED = """
    UPDATE referrals_mobilisation requests SET questioned_on = questions.asked_at::date
    FROM referrals_requestquestion questions WHERE questions.mobilisation_id = requests.id
"""


def ask_questions(today: datetime.date) -> None:
    given: dict[str, Any] = {"visits": VISITS, "requests": REQUESTS, "since": today - datetime.timedelta(weeks=WEEKS)}
    with connection.cursor() as cursor:
        cursor.execute(ON_VISITS, given)
        cursor.execute(ON_REQUESTS, given)
        cursor.execute(QUESTIONED)
