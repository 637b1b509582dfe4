"""The pages that are measured, each for the roles that live in it, in the largest organizations of the world."""

import datetime
import itertools
import uuid

from django.core.handlers.wsgi import WSGIHandler
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from housing_support.common.sealed_links import search_token
from housing_support.tools.benchmark.crowd import CROWD, CrowdedPage
from housing_support.tools.benchmark.measures import ROUNDS, WARM_UP, WATCHED, Page
from housing_support.tools.benchmark.visitor import Visitor
from partners.models import Convention, Notification, Organization, User
from partners.roles import Role
from referrals.models import Announcement, Candidacy, Referral
from tenancies.models import FollowUp, Household, Message, Person, SlidingLease, Stay

LIST = FORM = 5
CASE_FILE = 7
DASHBOARD, COLD_DASHBOARD = 8, 14
# Milliseconds: the 95th percentile of a dashboard, the 99th of other pages.
CROWDED_DASHBOARD, CROWDED = {95: 300}, {99: 145}
# Thirty lines of months above a list, now and then.
PICTURE = 14
# Milliseconds of the database.
FREE_DWELLINGS = 50
# Different rows of each kind, asked for in turn.
ROWS = 10


class PageBook:
    def __init__(self, application: WSGIHandler):
        households = Household.objects.exclude(landlord=None).values("landlord").annotate(count=Count("pk"))
        landlord = Organization.objects.get(pk=households.order_by("-count", "landlord")[0]["landlord"])
        running = FollowUp.objects.running().filter(household__landlord=landlord).values("organization")
        association = Organization.objects.get(
            pk=running.annotate(count=Count("pk")).order_by("-count", "organization")[0]["organization"]
        )
        self.application = application
        self.landlord, self.association = landlord, association
        self.visitors = {}
        for role, organization in (
            (Role.MANAGER, landlord),
            (Role.RENTAL_OFFICER, landlord),
            (Role.ADVISER, landlord),
            (Role.COORDINATOR, association),
        ):
            user = User.objects.filter(organization=organization, role=role).earliest("pk")
            self.visitors[role] = Visitor(user, application)
        self.worker = self.busiest_worker()
        self.visitors[Role.SOCIAL_WORKER] = Visitor(self.worker, application)

    def busiest_worker(self) -> User:
        workers = FollowUp.objects.running().filter(organization=self.association, worker__isnull=False)
        ranked = workers.values("worker").annotate(count=Count("pk")).order_by("-count", "worker")
        return User.objects.get(pk=ranked[0]["worker"])

    def bare(self) -> Page:
        return self.page("Bare signed-in view", Role.MANAGER, [reverse("benchmark_bare")], None)

    def pages(self) -> list[Page]:
        return [
            self.page("Layout alone", Role.MANAGER, [reverse("benchmark_layout")], None),
            *self.homes(),
            *self.case_lists(),
            *self.searches(),
            *self.case_files(),
            *self.visits(),
            *self.referrals(),
            *self.reserved_dwellings(),
            *self.stays(),
            *self.bridge(),
            *self.notifications(),
            *self.threads(),
            *self.dashboards(),
        ]

    def page(self, name: str, role: Role, paths: list[str], most: float | None) -> Page:
        return Page(name, self.visitors[role], [(path, None) for path in paths], most)

    def homes(self) -> list[Page]:
        return [self.page(f"Home, {role.value.lower()}", role, [reverse("home")], LIST) for role in self.visitors]

    def case_lists(self) -> list[Page]:
        path = reverse("tenancies:households")
        convention = Convention.objects.filter(landlord=self.landlord, association=self.association).latest("starts_on")
        filters = {
            "state: supported": "state=SUPPORTED",
            "state: waiting": "state=WAITING",
            "state: closed": "state=CLOSED",
            "action": f"action={convention.action_id}",
            "association": f"association={self.association.pk}",
            "late": "late=on",
            "protected": "protected=on",
            "late and action": f"late=on&action={convention.action_id}",
        }
        pages = [
            self.page(f"Case list, {role.value.lower()}", role, [path], LIST)
            for role in (Role.MANAGER, Role.COORDINATOR)
        ]
        pages += [
            self.page(f"Case list, {name}", Role.MANAGER, [f"{path}?{query}"], LIST) for name, query in filters.items()
        ]
        return [*pages, self.page("Case list, own follow-ups", Role.SOCIAL_WORKER, [f"{path}?mine=on"], LIST)]

    def stays(self) -> list[Page]:
        """Of the association that puts the most households up."""
        running = Stay.objects.open().values("association").annotate(count=Count("pk"))
        ranked = running.order_by("-count", "association").values_list("association", flat=True)
        if not ranked:
            return []
        user = User.objects.filter(organization=ranked[0], role=Role.COORDINATOR).earliest("pk")
        visitor = Visitor(user, self.application)
        found = Stay.objects.visible_to(user).running().select_related("household").order_by("public_id")[:ROWS]
        path, own = reverse("tenancies:stays"), [*found]
        name = search_token(own[0].household.name[:5], user=user)
        paths = {
            "Stays": [path],
            "Stays, over": [f"{path}?state=ENDED"],
            "Stays, savings missing": [f"{path}?missing=savings_on"],
            "Stays searched": [f"{path}?search={name}"],
        }
        pages = [Page(title, visitor, [(each, None) for each in asked], LIST) for title, asked in paths.items()]
        tabs = [reverse("tenancies:household_stay", args=[stay.household.public_id]) for stay in own]
        return [*pages, Page("Case file, stay", visitor, [(each, None) for each in tabs], CASE_FILE)]

    def notifications(self) -> list[Page]:
        """Of whoever was told the most."""
        ranked = Notification.objects.values("recipient").annotate(count=Count("pk")).order_by("-count", "recipient")
        if not ranked:
            return []
        visitor = Visitor(User.objects.get(pk=ranked[0]["recipient"]), self.application)
        return [Page("Notifications", visitor, [(reverse("partners:notifications"), None)], LIST)]

    def threads(self) -> list[Page]:
        """The longest, and whatever waits, of whoever wrote in it."""
        ranked = Message.objects.values("household").annotate(count=Count("pk")).order_by("-count", "household")
        if not ranked:
            return []
        longest = Household.objects.get(pk=ranked[0]["household"])
        written = longest.messages.exclude(organization=longest.landlord_id).values("author")
        visitor = Visitor(User.objects.get(pk__in=written), self.application)
        return [
            Page(f"Thread of {ranked[0]['count']} messages", visitor, [(path, None)], CASE_FILE)
            for path in [reverse("tenancies:household_thread", args=[longest.public_id])]
        ]

    def bridge(self) -> list[Page]:
        """What leads to a household's own lease, and the watch that follows."""
        visitors = (Role.RENTAL_OFFICER, Role.COORDINATOR)
        pages = [
            self.page(
                f"Sliding leases to follow, {role.value.lower()}",
                role,
                [reverse("worklist", args=["sliding-leases"])],
                LIST,
            )
            for role in visitors
        ]
        pages.append(self.page("Watches", Role.COORDINATOR, [reverse("worklist", args=["watches"])], LIST))
        officer = self.visitors[Role.RENTAL_OFFICER].user
        seen = SlidingLease.objects.visible_to(officer).open().order_by("public_id")
        identifiers = seen.values_list("tenancy__household__public_id", flat=True)[:ROWS]
        tabs = [reverse("tenancies:household_dwelling", args=[public_id]) for public_id in identifiers]
        return [*pages, *([self.page("Case file, sliding lease", visitors[0], tabs, CASE_FILE)] if tabs else [])]

    def searches(self) -> list[Page]:
        households = list(self.landlord.households.order_by("public_id")[:ROWS])
        members = (
            Person.objects.filter(household__in=households)
            .exclude(role=Person.Role.HOLDER)
            .select_related("household")
            .order_by("pk")[:ROWS]
        )
        reached = Person.objects.filter(household__landlord=self.landlord).exclude(phone="").order_by("pk")[:ROWS]
        streets = self.landlord.dwellings.order_by("public_id").values_list("street_number", "street_name")[:ROWS]
        texts = {
            "by name": [household.name for household in households],
            "by part of a name": [household.name[1:5] for household in households],
            "by member": [f"{person.first_name} {person.household.name}" for person in members],
            "by telephone": [person.phone for person in reached],
            "by reference": [household.reference for household in households],
            "by address": [" ".join(street) for street in streets],
            "nothing found": ["zzyzx"],
        }
        officer = self.visitors[Role.RENTAL_OFFICER].user
        return [
            self.page(
                f"{title}, {name}",
                Role.RENTAL_OFFICER,
                [f"{path}?search={search_token(text, user=officer)}" for text in found],
                LIST,
            )
            for title, path in (("Search", reverse("search")), ("Case list searched", reverse("tenancies:households")))
            for name, found in texts.items()
        ]

    def case_files(self) -> list[Page]:
        seen = FollowUp.objects.running().filter(organization=self.association, household__landlord=self.landlord)
        identifiers = seen.order_by("public_id").values_list("household__public_id", flat=True)[:ROWS]
        paths = [reverse("tenancies:household", args=[public_id]) for public_id in identifiers]
        return [
            self.page(f"Case file, {role.value.lower()}", role, paths, CASE_FILE)
            for role in (Role.MANAGER, Role.SOCIAL_WORKER)
        ]

    def visits(self) -> list[Page]:
        visitor = self.visitors[Role.SOCIAL_WORKER]
        carried = FollowUp.objects.running().filter(worker=self.worker).order_by("public_id")
        identifiers = carried.values_list("household__public_id", flat=True)[:ROWS]
        paths = [reverse("tenancies:visit_create", args=[public_id]) for public_id in identifiers]
        now = timezone.localtime()
        answers = {
            "outcome": "DONE",
            "medium": "HOME",
            "visited_at": f"{now - datetime.timedelta(hours=1):%Y-%m-%dT%H:%M}",
            "topics": ["HOUSING", "BUDGET"],
            "shared_report": "Le loyer du mois est payé, l’échéancier est suivi.",
            "note": "À reprendre au calme la prochaine fois.",
            "report_audience": "SOCIAL",
            "note_audience": "AUTHOR",
            "autonomy_housing": "3",
            "autonomy_budget": "2",
            "next_visit_at": f"{now + datetime.timedelta(days=14):%Y-%m-%dT%H:%M}",
        }
        hidden = {path: visitor.hidden_fields(path) for path in paths}
        posts = [
            # Another visit each time, which says the same and is meant to.
            (path, hidden[path] | answers | {"sending_id": str(uuid.uuid4()), "sent_again": "1"})
            for turn in range((WARM_UP + ROUNDS + WATCHED) // len(paths) + 1)
            for path in paths
        ]
        return [
            self.page("Visit form", Role.SOCIAL_WORKER, paths, FORM),
            Page("Visit, sent", visitor, posts, FORM, status=302),
        ]

    def referrals(self) -> list[Page]:
        seen = Referral.objects.filter(landlord=self.landlord, state=Referral.State.IN_FOLLOW_UP)
        identifiers = seen.order_by("public_id").values_list("public_id", flat=True)[:ROWS]
        paths = [reverse("referrals:detail", args=[public_id]) for public_id in identifiers]
        return [
            self.page("Referrals, worklist", Role.ADVISER, [reverse("referrals:worklist")], LIST),
            self.page("Referrals, list", Role.ADVISER, [reverse("referrals:list")], LIST),
            self.page("Referral", Role.ADVISER, paths, CASE_FILE),
            self.page("Mobilisations, list", Role.COORDINATOR, [reverse("referrals:mobilisations")], LIST),
        ]

    def reserved_dwellings(self) -> list[Page]:
        """Those of the landlord, and of the association to which it announced the most."""
        free = reverse("tenancies:free_dwellings")
        announced = Announcement.objects.filter(landlord=self.landlord)
        conventions = announced.values("convention", "association").annotate(count=Count("pk"))
        busiest = conventions.order_by("-count", "convention")[0]
        coordinator = User.objects.filter(organization=busiest["association"], role=Role.COORDINATOR).earliest("pk")
        association = Visitor(coordinator, self.visitors[Role.MANAGER].application)
        convention = Convention.objects.get(pk=busiest["convention"])
        reserved = [(reverse("tenancies:convention_reservations", args=[convention.public_id]), None)]
        lists = [(reverse("referrals:announcements"), None)]
        own = Candidacy.objects.filter(announcement__convention=convention).order_by("public_id")[:ROWS]
        sheets = [(reverse("referrals:candidacy", args=[each.public_id]), None) for each in own]
        manager = self.visitors[Role.MANAGER]
        return [
            Page("Free dwellings", manager, [(free, None)], LIST, most_sql=FREE_DWELLINGS),
            Page("Free dwellings, filtered", manager, [(f"{free}?rooms=3&commune=Toulouse&rent=500", None)], LIST),
            *(
                Page(f"{name}, {side}", visitor, requests, most)
                for name, requests, most in (
                    ("Occupancy of a convention", reserved, PICTURE),
                    ("Announcements, list", lists, LIST),
                    ("Candidacy", sheets, CASE_FILE),
                )
                for side, visitor in (("manager", manager), ("coordinator", association))
            ),
            self.page("Committees, list", Role.MANAGER, [reverse("referrals:committees")], LIST),
        ]

    def dashboards(self) -> list[Page]:
        pages = [
            self.page(f"Dashboard, {role.value.lower()}", role, [reverse("dashboard")], DASHBOARD)
            for role in (Role.MANAGER, Role.ADVISER, Role.COORDINATOR)
        ]
        figures = [reverse("dashboard_figure", args=[code]) for code in ("supported", "late")]
        cold = [Page(f"{page.name}, cold", page.visitor, page.requests, COLD_DASHBOARD, is_cold=True) for page in pages]
        return [*pages, *cold, self.page("Figure's list", Role.MANAGER, figures, LIST)]

    def crowded_pages(self, pages: list[Page]) -> list[CrowdedPage]:
        """Those of `pages` that matter most when everybody is at work, for as many of its role and organization."""
        goals = {
            "Home, manager": CROWDED,
            "Home, coordinator": CROWDED,
            "Case list, manager": CROWDED,
            "Case file, social_worker": CROWDED,
            "Referral": CROWDED,
            "Dashboard, manager": CROWDED_DASHBOARD,
            "Dashboard, coordinator": CROWDED_DASHBOARD,
        }
        return [
            CrowdedPage(page.name, crowd_like(page.visitor), [path for path, _ in page.requests], goals[page.name])
            for page in pages
            if page.name in goals
        ]


def crowd_like(visitor: Visitor) -> list[Visitor]:
    """Colleagues in the same role, in several windows where they are few."""
    user = visitor.user
    colleagues = User.objects.filter(organization=user.organization_id, role=user.role).order_by("pk")[:CROWD]
    return [
        Visitor(colleague, visitor.application) for colleague in itertools.islice(itertools.cycle(colleagues), CROWD)
    ]
