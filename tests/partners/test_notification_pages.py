"""What somebody was told, on their own page: worded for them, by the rules of the day on which they read it."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertRedirects

from partners.models import Notification, NotificationChoice, QuietHours
from partners.notifications import kinds, notify
from partners.notifications.choices import kinds_to_choose
from partners.notifications.kinds import CANDIDACY_ENDED, CONVENTION_ENDING, KINDS, PART_ENDED
from partners.reading.notifications import SAYS_NOTHING, tellers
from partners.roles import Role
from referrals.models import Candidacy
from tenancies.models import Participation
from tests.factories.candidacies import CandidacyFactory
from tests.factories.partners import ConventionFactory, UserFactory
from tests.factories.tenancies import FollowUpFactory

pytestmark = pytest.mark.django_db
LIST = "partners:notifications"


@pytest.fixture
def convention():
    return ConventionFactory()


@pytest.fixture
def reader(convention):
    return UserFactory(organization=convention.association, role=Role.COORDINATOR)


def tell(convention, day):
    notify(CONVENTION_ENDING, about=convention, at=datetime.date(2026, 3, day))


def many(reader, about, count):
    Notification.objects.bulk_create(
        Notification(recipient=reader, kind="CONVENTION_ENDING", event=f"X:{number}", about_id=about.pk)
        for number in range(count)
    )


def test_each_kind_has_its_words_in_the_application_and_no_other():
    worded = [code for teller in tellers for code in teller.words]

    assert sorted(worded) == sorted(KINDS)
    told = [kind for kind in vars(kinds).values() if isinstance(kind, kinds.Kind) and not kind.is_of_account]
    assert sorted(kind.code for kind in told) == sorted(KINDS)
    assert all(kind.label for kind in KINDS.values())


def test_one_is_read_once_followed_and_the_others_stay(client, convention, reader):
    for day in (1, 2, 3):
        tell(convention, day)
    client.force_login(reader)
    page = client.get(reverse(LIST)).text
    assert page.count("Non lue") == 3
    assert "Notifications, 3&nbsp;non lues" in page
    followed = Notification.objects.latest("pk")

    response = client.post(reverse("partners:open_notification", args=[followed.public_id]))

    assertRedirects(response, reverse("partners:convention", args=[convention.public_id]))
    followed.refresh_from_db()
    read_at = followed.read_at
    client.post(reverse("partners:open_notification", args=[followed.public_id]))
    followed.refresh_from_db()
    assert followed.read_at == read_at
    assert "Notifications, 2&nbsp;non lues" in client.get(reverse("home")).text


def test_all_are_read_but_those_that_came_since_the_page_was_opened_and_those_of_others(client, convention, reader):
    colleague = UserFactory(organization=convention.association, role=Role.COORDINATOR)
    tell(convention, 1)
    client.force_login(reader)
    seen_at = client.get(reverse(LIST)).context["seen_at"]
    tell(convention, 2)

    client.post(reverse("partners:read_all_notifications"), {"until": seen_at})

    assert list(Notification.objects.of(reader).unread().values_list("event", flat=True)) == [
        f"CONVENTION_ENDING:{convention.pk}:2026-03-02"
    ]
    assert Notification.objects.of(colleague).unread().count() == 2
    client.post(reverse("partners:read_all_notifications"), {"until": "2026-99-99"})
    assert Notification.objects.of(reader).unread().count() == 0


def test_a_page_costs_as_much_for_one_as_for_three_thousand(client, convention, reader, django_assert_num_queries):
    client.force_login(reader)
    client.get(reverse(LIST))
    for count in (1, 3, 3000):
        Notification.objects.all().delete()
        many(reader, convention, count)
        # Session, user with what is unread, what waits, the page, and one for the model that all are about.
        with django_assert_num_queries(5):
            response = client.get(reverse(LIST))
        assert len(response.context["lines"]) == min(count, 20)
    assert "plus de 99&nbsp;non lues" in response.text
    following = client.get(response.context["page"].next_url)
    assert {line.notification.pk for line in following.context["lines"]}.isdisjoint(
        line.notification.pk for line in response.context["lines"]
    )


def test_a_household_is_named_to_those_to_whom_its_case_file_is_open_today(client):
    part = FollowUpFactory()
    reader = UserFactory(organization=part.organization, role=Role.COORDINATOR)
    notify(PART_ENDED, about=part, at=datetime.date(2026, 3, 1), by=UserFactory())
    client.force_login(reader)
    assert part.household.name in client.get(reverse(LIST)).text

    Participation.objects.filter(household=part.household, organization=part.organization).delete()

    page = client.get(reverse(LIST)).text
    assert (part.household.name in page, SAYS_NOTHING in page) == (False, True)
    told = Notification.objects.get(recipient=reader)
    response = client.post(reverse("partners:open_notification", args=[told.public_id]))
    assertRedirects(response, reverse(LIST))
    assert not Notification.objects.of(reader).unread().exists()


def test_whoever_changed_roles_reads_no_more_of_what_they_were_told(client):
    candidacy = CandidacyFactory()
    reader = UserFactory(organization=candidacy.association, role=Role.COORDINATOR)
    notify(CANDIDACY_ENDED, about=candidacy, at=timezone.now())
    client.force_login(reader)
    assert candidacy.household.name in client.get(reverse(LIST)).text
    assert Candidacy.objects.visible_to(reader).exists()

    reader.role = Role.ADMIN
    reader.save()

    page = client.get(reverse(LIST)).text
    assert (candidacy.household.name in page, SAYS_NOTHING in page) == (False, True)


def test_nobody_opens_what_another_was_told(client, convention, reader):
    tell(convention, 1)
    client.force_login(UserFactory(organization=convention.association, role=Role.COORDINATOR))

    response = client.post(reverse("partners:open_notification", args=[Notification.objects.get().public_id]))

    assert response.status_code == 404
    assert Notification.objects.unread().count() == 1


def choices_of(reader, **changes):
    sent = {f"kind_{kind.code}": kind.default for kind in kinds_to_choose(reader)}
    return sent | {"has_quiet_hours": "on", "begins": "19:30", "ends": "08:00"} | changes


def test_each_chooses_by_kind_and_when_to_be_left_in_peace(client, reader):
    client.force_login(reader)
    path = reverse("partners:choose_notifications")
    assert list(client.get(path).context["form"].fields)[4:] == [
        "kind_MENTIONED",
        "kind_MESSAGE_LEFT",
        "kind_TASK_GIVEN",
        "kind_SYNTHESIS",
        "kind_HELP_ASKED",
        "kind_MEDIATION_ENTRUSTED",
        "kind_ANSWER_OVERDUE",
        "kind_ANSWER_MISSED",
        "kind_SIGNAL_SENT",
        "kind_REQUEST_EXPLAINED",
        "kind_QUESTION_ASKED",
        "kind_QUESTION_ANSWERED",
        "kind_DWELLING_ANNOUNCED",
        "kind_CANDIDACY_ENDED",
        "kind_CANDIDACY_BACK",
        "kind_PART_ENDED",
        "kind_CONVENTION_ENDING",
    ]

    response = client.post(path, choices_of(reader, kind_PART_ENDED="DIGEST", kind_CANDIDACY_BACK="NONE"))

    assertRedirects(response, path)
    assert set(NotificationChoice.objects.values_list("user", "kind", "channel")) == {
        (reader.pk, "PART_ENDED", "DIGEST"),
        (reader.pk, "CANDIDACY_BACK", "NONE"),
    }
    quiet = QuietHours.objects.get(user=reader)
    assert (quiet.begins, quiet.ends, quiet.at_weekends) == (datetime.time(19, 30), datetime.time(8), False)
    client.post(path, {**choices_of(reader), "has_quiet_hours": "", "at_weekends": "on"})
    assert not NotificationChoice.objects.exists()
    quiet.refresh_from_db()
    assert (quiet.begins, quiet.ends, quiet.at_weekends) == (None, None, True)


@pytest.mark.parametrize(
    ("wrong", "field", "error"),
    [
        ({"begins": ""}, "begins", "Indiquez à quelle heure commencent les heures sans message."),
        ({"begins": "08:00"}, "ends", "Indiquez une autre heure que celle du début."),
        ({"ends": "25:00"}, "ends", "Indiquez une heure, par exemple 20:00."),
        ({"kind_PART_ENDED": ""}, "kind_PART_ENDED", "Choisissez quand recevoir ces messages."),
    ],
)
def test_wrong_hours_are_said_at_their_field_and_change_nothing(client, reader, wrong, field, error):
    client.force_login(reader)

    response = client.post(reverse("partners:choose_notifications"), choices_of(reader, **wrong))

    assert response.context["form"].errors == {field: [error]}
    assert (NotificationChoice.objects.count(), QuietHours.objects.count()) == (0, 0)


def test_the_demonstration_shows_the_letters_that_would_have_left(client, reader, settings):
    client.force_login(reader)
    assert client.get(reverse("partners:letters")).status_code == 404
    settings.DEMO_MODE = True
    settings.EMAIL_BACKEND = "partners.letter_box.LetterBoxBackend"
    notify(CONVENTION_ENDING, about=ConventionFactory(association=reader.organization), at=datetime.date(2026, 3, 1))

    page = client.get(reverse("partners:letters")).text

    assert page.count("Une convention prend bientôt fin") == 1
    assert f"À {reader.email}" in page
