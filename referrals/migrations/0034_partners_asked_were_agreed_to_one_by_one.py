"""What a household had agreed to in general, it had agreed to for each partner asked under it."""

import datetime

from django.db import migrations
from django.utils import timezone

BATCH = 1000


def agree_to_each(apps, schema_editor):
    Mobilisation = apps.get_model("referrals", "Mobilisation")
    Consent = apps.get_model("tenancies", "Consent")
    ConsentEvent = apps.get_model("tenancies", "ConsentEvent")
    asked = Mobilisation.objects.filter(referral__household__isnull=False)
    asked = asked.select_related("referral", "follow_up").only(
        "organization",
        "requested_by",
        "requested_at",
        "answered_at",
        "referral__household",
        "referral__sharing",
        "referral__sharing_on",
        "referral__sharing_form",
        "follow_up__ended_on",
    )
    # The last time that each partner was asked says what holds today.
    last = asked.order_by("referral__household_id", "organization_id", "-requested_at", "-pk")
    last = last.distinct("referral__household_id", "organization_id")
    batch = []
    for row in last.iterator(chunk_size=BATCH):
        batch.append(row)
        if len(batch) == BATCH:
            write(batch, Consent, ConsentEvent)
            batch = []
    write(batch, Consent, ConsentEvent)


def write(rows, Consent, ConsentEvent):
    consents, events = [], []
    for row in rows:
        referral = row.referral
        asked_on = timezone.localdate(row.requested_at)
        is_given, is_cancelled = referral.sharing == "GIVEN", referral.sharing == "NOT_ASKED"
        given = {
            "on": min(referral.sharing_on or asked_on, asked_on),
            "form": referral.sharing_form or "GENERAL",
        }
        consent = Consent(
            household_id=referral.household_id,
            organization_id=row.organization_id,
            recorded_by_id=row.requested_by_id,
            recorded_at=row.requested_at,
            state="GIVEN" if is_given else "LATER" if is_cancelled else "WITHDRAWN",
            **given,
        )
        consents.append(consent)
        events.append(event(ConsentEvent, consent, "GIVE", "LATER", "GIVEN", row.requested_at, given))
        if is_given:
            continue
        ended_at = row.answered_at or row.requested_at
        if row.follow_up and row.follow_up.ended_on:
            ended_at = timezone.make_aware(datetime.datetime.combine(row.follow_up.ended_on, datetime.time(12)))
        consent.recorded_at = ended_at
        if is_cancelled:
            events.append(event(ConsentEvent, consent, "CANCEL", "GIVEN", "LATER", ended_at))
            continue
        consent.on, consent.form = timezone.localdate(ended_at), "GENERAL"
        taken_back = {"on": consent.on, "form": consent.form}
        events.append(event(ConsentEvent, consent, "WITHDRAW", "GIVEN", "WITHDRAWN", ended_at, taken_back))
    Consent.objects.bulk_create(consents)
    for each in events:
        each.consent_id = each.consent.pk
    ConsentEvent.objects.bulk_create(events)


def event(ConsentEvent, consent, move, before, after, at, said=None):
    facts = {"on": said["on"].isoformat(), "form": said["form"]} if said else {}
    return ConsentEvent(
        consent=consent,
        move=move,
        from_state=before,
        to_state=after,
        at=at,
        facts=facts,
        actor_id=consent.recorded_by_id,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0033_committees_are_cancelled"),
        ("tenancies", "0089_households_agree_to_each_partner"),
    ]

    operations = [migrations.RunPython(agree_to_each, migrations.RunPython.noop, elidable=True)]
