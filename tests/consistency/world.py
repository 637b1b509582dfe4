"""One landlord, its associations, their strangers, and one object of each kind, full of words that could leak.

The services make what the application would have made: their traces in the timeline and in the history could leak too.
"""

import datetime
import functools
import uuid

from allauth.account.models import EmailAddress
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import QueryDict
from django.utils import timezone

from housing_support.common.documents.content import checked
from housing_support.common.mending import Mistake
from partners.models import AccountEvent, Convention, ConventionDocument, Expertise, FundedAction, Notification
from partners.roles import Role
from partners.services import account_events
from partners.services.documents import add_convention_document, cancel_convention_document
from referrals.models import Candidacy, Conflict, Meeting, Referral
from referrals.models.reasons import Reason
from referrals.services import (
    announcements,
    candidacies,
    committees,
    conflicts,
    consents,
    drafts,
    meetings,
    mobilisations,
    offers,
)
from referrals.services.photos import cancel_photo, keep_photo
from referrals.services.questions import ask_about_request
from referrals.services.results import ask_outcomes
from referrals.services.screening import cancel_attempt, record_attempt
from tenancies.models import CaseFileDocument, Consent, Domain, JournalEntry, Person, StockImport, Visit, WeakSignal
from tenancies.models.audience import Audience, audiences_open_to
from tenancies.models.ends import EndReason
from tenancies.models.support import Topic
from tenancies.models.tenancies import one_year_after
from tenancies.services import questions
from tenancies.services.criteria import cancel_criteria, note_criteria
from tenancies.services.documents import add_document, cancel_document
from tenancies.services.drafts import Place, keep_typing
from tenancies.services.households import begin_participation, end_participation, open_household
from tenancies.services.journal import write_closing_note, write_note
from tenancies.services.later_situations import ask_later_situations
from tenancies.services.merging import merge_households
from tenancies.services.sliding import conclude_review, describe_sliding, give_word
from tenancies.services.splitting import split_household
from tenancies.services.stays import record_stay
from tenancies.services.support import take_in_charge
from tenancies.services.tenancies import begin_tenancy
from tenancies.services.visits import record_visit
from tenancies.services.weak_signals import send_signal
from tests.consistency.world_of_stays import STAY_PLACE, leave_a_stay, put_up, stays_named
from tests.consistency.world_of_threads import make_syntheses, make_tasks, make_thread, threads_named
from tests.factories.allocations import CommitteeSessionFactory, ExaminationFactory, OfferFactory
from tests.factories.candidacies import AnnouncementFactory, CandidacyFactory
from tests.factories.partners import (
    ConventionFactory,
    ConventionTermsFactory,
    FundedActionFactory,
    InvitationFactory,
    OrganizationFactory,
    UserFactory,
)
from tests.factories.referrals import MeetingFactory, MobilisationFactory, ReferralFactory, RequestLinkFactory
from tests.factories.tenancies import (
    DwellingFactory,
    FollowUpFactory,
    HouseholdFactory,
    ParticipationFactory,
    PersonFactory,
    ReservationFactory,
    ResidenceFactory,
    SupportMeasureFactory,
    TenancyFactory,
    VacancyFactory,
    VoidFactory,
)
from tests.files import pdf, picture, upload

# Words found nowhere else: each one stands for a text or a fact, and gives it away where it is read.
PROTECTED_STREET = "ruelle Zibeline"
PROTECTED_RESIDENCE = "Résidence Quartzine"
PROTECTED_TOWN = "Villemystère"
# Where households live that an association put up before: under a lease that slides, and under one of one year.
SLIDING_STREET = "allée Cornaline"
YOUNG_STREET = "allée Amazonite"
PLAIN_STREET = "allée Capucine"
RESERVED_STREET = "allée Libellule"
HOUSEHOLD_NAME = "Wurtemberger"
CANDIDATE_NAME = "Quercynois"
PROPOSED_NAME = "Cadurcien"
PROPOSED_FIRST_NAME = "Euphrasie"
SHOWN_STREET = "quai Hortensia"
KEPT_STREET = "impasse Pivoine"
NEEDS = "besoins-corossol"
SUPPORT = "accompagnement-sapotille"
CRITERIA = "secteur-exclu-sapotier"
CRITERIA_OF_PROPOSED = "secteur-exclu-cainitier"
CANCELLED_CRITERIA = "école-annulée-canistel"
LANDLORD_WORD = "avis-du-bailleur-corème"
ASSOCIATION_WORD = "avis-de-association-nashi"
KEPT = "parcours-gardé-durian"
KEPT_LATER = "parcours-gardé-longane"
LEFT_NAME = "Ariégeois"
PHONE = "05 61 99 88 77"
WORKER_PHONE = "06 39 98 55 44"
ASSOCIATION_PHONE = "05 36 49 33 22"
FACTS = "faits-repérés-kumquat"
DRAFT_FACTS = "faits-en-brouillon-litchi"
CARETAKER_FACTS = "faits-du-gardien-papaye"
DOOR_FACTS = "faits-de-la-porte-jacquier"
DIAGNOSIS = "diagnostic-goyave"
DECISIONS = "décisions-carambole"
GOAL = "attendu-tamarin"
HEALTH_GOAL = "attendu-salak"
SOCIAL_REPORT = "compte-rendu-mangoustan"
SHARED_REPORT = "compte-rendu-ramboutan"
WORKER_NOTE = "note-privée-grenade"
QUESTION, ANSWER = "question-à-tous-nashi", "réponse-à-tous-nèfle"
TEAM_QUESTION = "question-équipe-jujube"
REQUEST_QUESTION, REQUEST_ANSWER = "question-demande-feijoa", "réponse-demande-pomelo"
GIVEN_NAME = "fichier-donné-physalis.pdf"
# Of a partner without an account.
LINK_ADDRESS = "contact-tamarillo@exemple.fr"
LINK_GOAL = "attendu-pitaya"
# Of neighbours who never read of each other.
CONFLICT_FACT = "faits-du-palier-kaki"
MEDIATED_FACT = "faits-du-palier-nèfle"
NEIGHBOUR_NAME = "Voisinard"
COMMITMENT = "engagement-cherimole"
TYPED = "texte-en-cours-feijoa"
HEALTH_PARTNER = "Arc-en-Addicto"
INVITED = "invitation-du-bailleur@exemple.fr"
INVITED_BY_ASSOCIATION = "invitation-de-association@exemple.fr"
# Who writes a note for each audience they may choose.
WRITERS = ("RO", "AD", "MG", "SW", "CO")


def sliding_terms(today: datetime.date, **changes) -> dict:
    """What the documents of a lease that began some 200 days ago say."""
    signed_on = today - datetime.timedelta(days=200)
    terms = {"head_lease_on": signed_on, "sublease_on": signed_on, "agreement_on": signed_on}
    terms |= {"approval_number": "2024-31-0042", "approval_until": today + datetime.timedelta(days=400)}
    terms |= {"review_due_on": today - datetime.timedelta(days=2), "term_on": today + datetime.timedelta(days=75)}
    return terms | changes


def review_word(**changes) -> dict[str, str]:
    levels = dict.fromkeys(("occupation", "common_parts", "neighbours"), "GOOD")
    return {"rent": "PAID", **levels, "opinion": "FAVOURABLE", "text": ""} | changes


def note_of(code: str, audience: str) -> str:
    return f"note-{audience.lower()}-de-{code.lower()}"


class World:
    """The people by their column in the access table, and the objects that addresses name."""

    def __init__(self):
        self.today = timezone.localdate()
        self.draft_id = uuid.uuid4()
        self.make_people()
        self.make_agreements()
        self.make_stock()
        self.make_followed_household()
        self.make_other_households()
        self.make_papers()
        self.make_referrals()
        self.committee = committees.plan_session(
            user=self.people["MG"],
            held_on=self.today,
            quorum=1,
            members={"APPOINTED": ["Hortense Personnelle", "Gaspard Personnel", "Ida Personnelle"]},
        )
        self.make_conflicts()
        self.make_candidacies()
        self.make_allocations()
        make_thread(self)
        make_tasks(self)
        make_syntheses(self)
        self.make_notifications()

    def make_people(self):
        self.landlord = OrganizationFactory(is_landlord=True, short_name="Patrimoine SA")
        self.association = OrganizationFactory(
            short_name="UCRM", phone=ASSOCIATION_PHONE, expertises=[Expertise.HOUSING_SUPPORT, Expertise.BUDGET]
        )
        # Its name alone tells why a household was sent to it.
        self.asked = OrganizationFactory(short_name=HEALTH_PARTNER, expertises=[Expertise.ADDICTION])
        self.other_landlord = OrganizationFactory(is_landlord=True, short_name="Autre bailleur")
        self.other_association = OrganizationFactory(short_name="Autre association")
        people = {
            "RO": (self.landlord, Role.RENTAL_OFFICER, "Nadège"),
            "CT": (self.landlord, Role.CARETAKER, "Ludovic"),
            "AD": (self.landlord, Role.ADVISER, "Bérengère"),
            "MG": (self.landlord, Role.MANAGER, "Solange"),
            "LA": (self.landlord, Role.ADMIN, "Fabrice"),
            "SW": (self.association, Role.SOCIAL_WORKER, "Maya"),
            "CO": (self.association, Role.COORDINATOR, "Thibault"),
            "AA": (self.association, Role.ADMIN, "Odette"),
            "AC": (self.asked, Role.COORDINATOR, "Rachid"),
            "xAD": (self.other_landlord, Role.ADVISER, "Gisèle"),
            "xMG": (self.other_landlord, Role.MANAGER, "Armand"),
            "xLA": (self.other_landlord, Role.ADMIN, "Denise"),
            "xCO": (self.other_association, Role.COORDINATOR, "Pascal"),
        }
        self.people = {
            code: UserFactory(
                organization=organization,
                role=role,
                first_name=first_name,
                last_name=f"Personne{code}",
                email=f"{code.lower()}@exemple.fr",
            )
            for code, (organization, role, first_name) in people.items()
        }
        self.people["SW"].phone = WORKER_PHONE
        self.people["SW"].save()
        EmailAddress.objects.bulk_create(
            EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in self.people.values()
        )
        self.officer, self.caretaker, self.adviser = (self.people[code] for code in ("RO", "CT", "AD"))
        self.worker, self.coordinator = self.people["SW"], self.people["CO"]
        self.colleague = UserFactory(organization=self.landlord, role=Role.RENTAL_OFFICER, last_name="Collègue")
        self.inactive = UserFactory(
            organization=self.landlord, role=Role.RENTAL_OFFICER, last_name="Partie", is_active=False
        )
        self.invitation = InvitationFactory(
            organization=self.landlord, role=Role.ADVISER, email=INVITED, token="jeton-du-bailleur"
        )
        self.association_invitation = InvitationFactory(organization=self.association, email=INVITED_BY_ASSOCIATION)

    def make_agreements(self):
        self.convention = ConventionFactory(
            association=self.association,
            action__programme__landlord=self.landlord,
            action__number=3,
            reserved_dwellings=2,
        )
        self.action = self.convention.action
        self.programme = self.action.programme
        self.asked_convention = ConventionFactory(association=self.asked, action=self.action)
        # Under it dwellings are reserved for candidates.
        self.reserving = ConventionFactory(
            association=self.association,
            action=FundedActionFactory(programme=self.programme, number=1, objective=FundedAction.Objective.ACCESS),
            reserved_dwellings=10,
        )
        # Registered by the landlord, joined by nobody yet.
        self.unjoined = OrganizationFactory(short_name="Association à venir")
        ConventionFactory(
            association=self.unjoined,
            action=self.action,
            starts_on=self.today - datetime.timedelta(days=20),
            ends_on=self.today - datetime.timedelta(days=10),
        )
        self.unsigned = ConventionFactory(
            association=self.unjoined, action=self.action, starts_on=self.today, state=Convention.State.DRAFT
        )
        since = self.today + datetime.timedelta(days=30)
        self.amendment = ConventionTermsFactory(convention=self.asked_convention, since=since)
        ConventionFactory(association=self.other_association, action__programme__landlord=self.other_landlord)
        manager = self.people["MG"]
        self.signed_copy, self.wrong_copy = (
            add_convention_document(
                convention=self.convention,
                user=manager,
                kind=ConventionDocument.Kind.SIGNED_COPY,
                file=checked(upload(data, GIVEN_NAME)),
            )
            for data in (pdf(), picture())
        )
        cancel_convention_document(document=self.wrong_copy, user=manager, reason=Mistake.TWICE)

    def make_stock(self):
        protected = ResidenceFactory(landlord=self.landlord, name=PROTECTED_RESIDENCE, commune_name=PROTECTED_TOWN)
        self.protected_dwelling = DwellingFactory(
            residence=protected, street_name=PROTECTED_STREET, commune_name=PROTECTED_TOWN
        )
        self.sliding_dwelling, self.young_dwelling = (
            DwellingFactory(residence=protected, street_name=street, commune_name=PROTECTED_TOWN)
            for street in (SLIDING_STREET, YOUNG_STREET)
        )
        plain = ResidenceFactory(landlord=self.landlord, name="Résidence Les Mazades")
        self.dwelling = DwellingFactory(residence=plain, street_name=PLAIN_STREET)
        self.free_dwelling = DwellingFactory(residence=plain, street_name="rue Libre")
        self.vacant = DwellingFactory(residence=plain, street_name="rue Vacante")
        self.spare = [DwellingFactory(residence=plain, street_name="rue Libre") for _ in range(2)]
        self.vacancy = VacancyFactory(dwelling=self.vacant)
        in_spring = self.today + datetime.timedelta(days=100)
        self.void = VoidFactory(dwelling=self.vacant, starts_on=in_spring, ends_on=in_spring)
        reserved = DwellingFactory(residence=plain, street_name=RESERVED_STREET)
        self.reservation = ReservationFactory(convention=self.convention, dwelling=reserved)
        now = timezone.now()
        self.previewed = StockImport.objects.create(
            landlord=self.landlord, author=self.people["MG"], file_name="rpls.csv", state="PREVIEWED", previewed_at=now
        )
        self.applied = StockImport.objects.create(
            landlord=self.landlord,
            author=self.people["MG"],
            file_name="rpls-2025.csv",
            state="APPLIED",
            previewed_at=now,
            applied_at=now,
            refused_file=default_storage.save("refused.csv", ContentFile(b"ligne;motif\n")),
        )

    def make_followed_household(self):
        """From the referral to the visit: a protected household, two partners asked, one of them at work."""
        self.household = open_household(
            landlord=self.landlord,
            user=self.officer,
            name=HOUSEHOLD_NAME,
            persons=[
                {
                    "role": Person.Role.HOLDER,
                    "first_name": "Aurore",
                    "last_name": HOUSEHOLD_NAME,
                    "birth_year": 1991,
                    "phone": PHONE,
                }
            ],
            reason="Signalement",
            is_protected=True,
        )
        self.tenancy = begin_tenancy(
            household=self.household,
            user=self.officer,
            dwelling=self.protected_dwelling,
            kind="DIRECT",
            starts_on=self.today - datetime.timedelta(days=400),
        )
        agreement = {
            "agreement": Referral.Agreement.GIVEN,
            "agreement_on": self.today,
            "agreement_form": Referral.AgreementForm.SPOKEN,
        }
        sharing = {
            "sharing": Referral.Agreement.GIVEN,
            "sharing_on": self.today,
            "sharing_form": Referral.AgreementForm.SPOKEN,
        }
        draft = drafts.save_draft(
            user=self.officer,
            submission_id=uuid.uuid4(),
            household=self.household,
            reasons=[Reason.ARREARS],
            facts=FACTS,
            urgency=Referral.Urgency.NORMAL,
            **agreement,
        )
        self.referral = drafts.send(referral=draft, user=self.officer)
        now = timezone.now()
        meetings.plan_meeting(
            referral=self.referral, user=self.adviser, adviser=self.adviser, planned_at=now, place=Meeting.Place.HOME
        )
        self.held = meetings.record_held(
            referral=self.referral,
            user=self.adviser,
            held_at=now,
            needs=[Reason.ARREARS, Reason.ADDICTION],
            diagnosis=DIAGNOSIS,
            decisions=DECISIONS,
            **agreement,
            **sharing,
        )
        agreed = {"answer": Consent.State.GIVEN, "on": self.today, "form": Consent.Form.SPOKEN}
        accepted = consents.ask_about(
            referral=self.referral, user=self.adviser, convention=self.convention, goal=GOAL, **agreed
        )
        self.accepted = mobilisations.accept(mobilisation=accepted, user=self.coordinator, worker=self.worker)
        self.follow_up = self.accepted.follow_up
        self.follow_up.refresh_from_db()
        take_in_charge(follow_up=self.follow_up, user=self.worker)
        self.requested = consents.ask_about(
            referral=self.referral, user=self.adviser, convention=self.asked_convention, goal=HEALTH_GOAL, **agreed
        )
        of_household = Consent.objects.filter(household=self.household)
        self.consent = of_household.get(organization=self.association)
        self.asked_consent = of_household.get(organization=self.asked)
        visit = record_visit(
            follow_up=self.follow_up,
            user=self.worker,
            submission_id=uuid.uuid4(),
            outcome=Visit.Outcome.DONE,
            medium=Visit.Medium.HOME,
            visited_at=now,
            topics=[Topic.BUDGET, Topic.HEALTH],
            levels={Domain.BUDGET: 2},
            shared_report=SOCIAL_REPORT,
            note=WORKER_NOTE,
            note_audience=JournalEntry.Audience.AUTHOR,
            next_visit_at=now + datetime.timedelta(days=10),
        )
        self.visit = visit
        self.visit_note = visit.entries.get(kind=JournalEntry.Kind.VISIT_NOTE)
        record_visit(
            follow_up=self.follow_up,
            user=self.worker,
            submission_id=uuid.uuid4(),
            outcome=Visit.Outcome.ABSENT,
            medium=Visit.Medium.HOME,
            visited_at=now - datetime.timedelta(hours=1),
            topics=[],
            levels={},
            shared_report=SHARED_REPORT,
            report_audience=JournalEntry.Audience.SHARED,
        )
        for code in WRITERS:
            for audience in audiences_open_to(self.people[code]):
                text = note_of(code, audience)
                write_note(household=self.household, user=self.people[code], audience=audience, text=text)
        self.note = self.household.journal.get(text=note_of("RO", JournalEntry.Audience.SHARED))
        self.private_note = self.household.journal.get(text=note_of("RO", JournalEntry.Audience.AUTHOR))
        self.make_questions()
        self.make_signal()
        self.typed = keep_typing(
            user=self.worker,
            place=Place(
                owner=str(self.worker.public_id),
                page=f"/households/{self.household.public_id}/visits/new/",
                form="tenancies.forms.visit.VisitForm",
                title="Visite",
            ),
            data=typed(shared_report=TYPED),
        )

    def make_questions(self):
        """On what all read, on what a team reads, and on what a partner is asked before it answers."""
        self.question = questions.ask_about_entry(entry=self.note, user=self.worker, text=QUESTION)
        answered = questions.ask_about_entry(entry=self.note, user=self.coordinator, text="Et le loyer\u00a0?")
        self.answered_question = questions.answer_question(question=answered, user=self.officer, answer=ANSWER)
        of_team = self.household.journal.get(text=note_of("CO", JournalEntry.Audience.ORGANIZATION))
        questions.ask_about_entry(entry=of_team, user=self.worker, text=TEAM_QUESTION)
        self.request_question = ask_about_request(
            mobilisation=self.requested, user=self.people["AC"], text=REQUEST_QUESTION
        )
        questions.answer_question(question=self.request_question, user=self.adviser, answer=REQUEST_ANSWER)
        self.requested.refresh_from_db()

    def make_signal(self):
        """What the landlord noticed, and nobody has seen yet."""
        self.signal = send_signal(
            household=self.household, user=self.officer, kind=WeakSignal.Kind.NO_ACCESS, occurred_on=self.today
        )
        self.receipt = self.signal.receipts.get(organization=self.association)

    def make_other_households(self):
        """One that only its landlord knows, with an address in clear, a closed one, and one that no landlord knows."""
        self.plain = HouseholdFactory(landlord=self.landlord, name="Lambda", reference="D-2025-0001")
        TenancyFactory(household=self.plain, dwelling=self.dwelling)
        parted = HouseholdFactory(landlord=self.landlord, name="Parti", reference="D-2025-0005")
        self.parted = FollowUpFactory(
            convention=self.convention,
            household=parted,
            measure=SupportMeasureFactory(
                household=parted, action=self.action, ended_on=self.today, end_reason=EndReason.TERM
            ),
            ended_on=self.today,
            end_reason=EndReason.TERM,
        )
        ParticipationFactory(
            household=parted, organization=self.association, until=self.today, end_reason=EndReason.TERM
        )
        self.closed = HouseholdFactory(landlord=self.landlord, name="Ancien", reference="D-2025-0002", closed=True)
        self.merge = merge_households(
            kept=self.closed,
            duplicate=HouseholdFactory(landlord=self.landlord, name="Double", reference="D-2025-0098", closed=True),
            user=self.adviser,
        )
        self.together = HouseholdFactory(landlord=self.landlord, name="Unis", reference="D-2025-0096")
        self.partner = PersonFactory(household=self.together, last_name="Unis", role="PARTNER")
        PersonFactory(household=self.together, first_name="Lina", last_name="Unis")
        self.separated = HouseholdFactory(landlord=self.landlord, name="Ensemble", reference="D-2025-0097")
        leaves = PersonFactory(household=self.separated, last_name="Ensemble", role="PARTNER")
        PersonFactory(household=self.separated, first_name="Lina", last_name="Ensemble")
        self.split = split_household(
            household=self.separated,
            user=self.adviser,
            leaving=[leaves.pk],
            holder=leaves.pk,
            on=self.today,
            reason="SEPARATION",
        )
        self.left = HouseholdFactory(landlord=self.landlord, name=LEFT_NAME, reference="D-2025-0004")
        self.left_lease = TenancyFactory(
            household=self.left,
            dwelling=DwellingFactory(residence=self.dwelling.residence),
            starts_on=self.today - datetime.timedelta(days=300),
            ends_on=self.today - datetime.timedelta(days=40),
        )
        self.young = self.protected_tenant(name="Jouvenceau", reference="D-2025-0006")
        PersonFactory(household=self.young, birth_year=self.today.year - 22, last_name="Jouvenceau")
        self.young_lease = TenancyFactory(
            household=self.young,
            dwelling=self.young_dwelling,
            kind="YOUNG_1Y",
            starts_on=self.today - datetime.timedelta(days=320),
            ends_on=one_year_after(self.today - datetime.timedelta(days=320)),
            insured_until=self.today + datetime.timedelta(days=40),
        )
        self.watched_part = FollowUpFactory(
            household=self.young,
            convention=self.reserving,
            watched_since=self.today,
            started_on=self.young_lease.starts_on,
        )
        self.make_sliding_lease()
        begin_participation(
            household=self.left, organization=self.association, role="SUPPORT", reason="Signalement S-2024-0001"
        )
        self.left_note = write_closing_note(
            household=self.left,
            author=self.coordinator,
            audience=JournalEntry.Audience.ORGANIZATION,
            text="Bilan de cette partie.",
        )
        end_participation(household=self.left, organization=self.association, reason=EndReason.AUTONOMY)
        ask_later_situations(
            measure=SupportMeasureFactory(
                household=self.left,
                action=self.reserving.action,
                started_on=self.today - datetime.timedelta(days=250),
                ended_on=self.today - datetime.timedelta(days=178),
                end_reason=EndReason.AUTONOMY,
            )
        )
        self.later, self.too_early, _ = self.left.later_situations.all()
        self.candidate = open_household(
            landlord=None,
            user=self.worker,
            name=CANDIDATE_NAME,
            persons=[{"role": Person.Role.HOLDER, "first_name": "Anselme", "last_name": CANDIDATE_NAME}],
            reason="Candidature",
        )
        # Its own association knows where it must not live, and nobody else.
        former = note_criteria(household=self.candidate, user=self.worker, school=CANCELLED_CRITERIA)
        cancel_criteria(criteria=former, user=self.coordinator, reason=Mistake.WRONG_FACTS)
        note_criteria(household=self.candidate, user=self.worker, excluded_sectors=CRITERIA)
        # Its own association knows where it is put up, and nobody else.
        self.stay = record_stay(
            household=self.candidate,
            user=self.worker,
            kind="RESIDENCE",
            place_in_words=STAY_PLACE,
            since=self.today - datetime.timedelta(days=500),
            planned_end=self.today - datetime.timedelta(days=20),
        )
        put_up(self)

    def make_sliding_lease(self):
        """Of a household that the association brought, with the word of each side on its second review."""
        self.subtenant = self.protected_tenant(name="Glissand", reference="D-2025-0007")
        self.sliding_part = FollowUpFactory(household=self.subtenant, convention=self.reserving)
        self.sublease = TenancyFactory(
            household=self.subtenant,
            dwelling=self.sliding_dwelling,
            kind="SLIDING",
            starts_on=self.today - datetime.timedelta(days=200),
        )
        self.sliding = describe_sliding(
            tenancy=self.sublease, user=self.officer, association=self.association, terms=sliding_terms(self.today)
        )
        for person in (self.officer, self.worker):
            give_word(sliding=self.sliding, user=person, word=review_word())
        self.sliding = conclude_review(
            sliding=self.sliding,
            user=self.officer,
            held_on=self.today - datetime.timedelta(days=20),
            conclusion="CONTINUE",
            next_due_on=self.today - datetime.timedelta(days=2),
        )
        for person, text in ((self.officer, LANDLORD_WORD), (self.worker, ASSOCIATION_WORD)):
            give_word(sliding=self.sliding, user=person, word=review_word(text=text))
        self.undescribed = TenancyFactory(
            household=self.subtenant,
            dwelling=DwellingFactory(residence=self.dwelling.residence),
            kind="SLIDING",
            starts_on=self.today,
        )
        # Of its own: it may be watched over.
        TenancyFactory(
            household=self.subtenant,
            dwelling=DwellingFactory(residence=self.dwelling.residence),
            starts_on=self.today - datetime.timedelta(days=1),
        )

    def protected_tenant(self, **named):
        """A household in danger that the association put up, then proposed."""
        tenant = HouseholdFactory(
            landlord=self.landlord,
            opened_by=self.association,
            participants=[self.landlord],
            is_protected=True,
            **named,
        )
        leave_a_stay(tenant, self.today)
        return tenant

    def make_papers(self):
        """Of a household whose address is protected and of one in clear, for all and for their author alone."""

        def give(household, audience, data=None):
            return add_document(
                household=household,
                user=self.officer,
                audience=audience,
                kind=CaseFileDocument.Kind.LEASE,
                file=checked(upload(data or pdf(), GIVEN_NAME)),
            )

        self.paper = give(self.household, Audience.SHARED)
        self.private_paper = give(self.household, Audience.AUTHOR)
        self.plain_paper = give(self.plain, Audience.SHARED)
        self.wrong_paper = give(self.plain, Audience.SHARED, picture())
        cancel_document(document=self.wrong_paper, user=self.officer, reason=Mistake.WRONG_HOUSEHOLD)

    def make_referrals(self):
        self.draft = ReferralFactory(
            household=self.plain, author=self.officer, draft=True, reference="S-2025-0001", facts=DRAFT_FACTS
        )
        self.sent = ReferralFactory(
            household=self.plain,
            author=self.caretaker,
            dwelling=self.dwelling,
            precision=Referral.Precision.DOOR,
            reference="S-2025-0002",
            facts=CARETAKER_FACTS,
        )
        self.written = ReferralFactory(household=self.plain, author=self.officer, reference="S-2025-0005")
        self.reported = ReferralFactory(
            reported=True, author=self.caretaker, dwelling=self.free_dwelling, reference="S-2025-0006", facts=DOOR_FACTS
        )
        Referral.objects.filter(pk=self.reported.pk).update(screened_at=None)
        self.photo, self.wrong_photo = (
            keep_photo(self.reported, user=self.caretaker, file=checked(upload(picture(), GIVEN_NAME)))
            for _ in range(2)
        )
        cancel_photo(photo=self.wrong_photo, user=self.caretaker, reason=Mistake.TWICE)
        tried = ReferralFactory(household=self.plain, author=self.officer, reference="S-2025-0020")
        self.attempt, self.wrong_attempt = (
            record_attempt(referral=tried, user=self.adviser, made_on=self.today, means=means, result="NO_ANSWER")
            for means in ("VISIT", "CALL")
        )
        cancel_attempt(attempt=self.wrong_attempt, user=self.adviser, reason=Mistake.TWICE)
        self.ended = ReferralFactory(household=self.plain, author=self.officer, ended=True, reference="S-2025-0004")
        closed_at = timezone.now() - datetime.timedelta(days=100)
        settled = ReferralFactory(
            household=self.plain, author=self.officer, ended=True, reference="S-2025-0021", closed_at=closed_at
        )
        ask_outcomes(settled)
        self.outcome, self.outcome_to_come = settled.outcomes.order_by("months")
        self.planned = MeetingFactory(
            referral__household=self.plain,
            referral__author=self.officer,
            referral__reference="S-2025-0003",
            adviser=self.adviser,
        ).referral
        self.met = MeetingFactory(
            held=True,
            referral__household=self.plain,
            referral__author=self.officer,
            referral__reference="S-2025-0007",
            referral__sharing=Referral.Agreement.NOT_ASKED,
            referral__sharing_on=None,
            referral__sharing_form="",
            adviser=self.adviser,
        )

        # Asked of a partner where nobody has an account, by a link.
        self.linked = MobilisationFactory(
            referral__household=self.plain,
            referral__author=self.officer,
            referral__reference="S-2025-0008",
            convention=ConventionFactory(
                association=OrganizationFactory(short_name="Association sans compte"), action=self.action
            ),
            requested_by=self.adviser,
            goal=LINK_GOAL,
        )
        self.link = RequestLinkFactory(mobilisation=self.linked, token="jeton-du-lien", email=LINK_ADDRESS)

    def make_conflicts(self):
        """One that the landlord alone handles, between two households; one that an association mediates, which follows
        one of its parties and may not know the other."""
        adviser, day = self.adviser, self.today - datetime.timedelta(days=3)
        household, plain = (
            conflicts.Person(kind="HOUSEHOLD", side=side, household=each)
            for side, each in (("CONCERNED", self.household), ("COMPLAINS", self.plain))
        )
        neighbour = conflicts.Person(kind="TENANT", side="COMPLAINS", name=NEIGHBOUR_NAME)
        self.conflict = conflicts.open_conflict(user=adviser, subject="NOISE", parties=[household, plain])
        self.mediated = conflicts.open_conflict(user=adviser, subject="WASTE", parties=[household, neighbour])
        for conflict, text in ((self.conflict, CONFLICT_FACT), (self.mediated, MEDIATED_FACT)):
            fact = conflicts.add_fact(conflict=conflict, user=adviser, occurred_on=day, text=text, source="CARETAKER")
        self.mediated_fact = fact
        self.mediated_step = conflicts.add_step(
            conflict=self.mediated,
            user=adviser,
            kind="REMINDER",
            on=day,
            result="INEFFECTIVE",
            next_step="MEETING",
            next_due_on=self.today,
        )
        Conflict.objects.filter(pk=self.mediated.pk).update(mediator=self.convention, entrusted_at=timezone.now())
        self.settled = conflicts.record_agreement(
            conflict=self.mediated,
            user=adviser,
            agreed_on=day,
            sides=[
                conflicts.Commitment(party=party, name=f"Partie {party.letter}", commitments=COMMITMENT)
                for party in self.mediated.parties.all()
            ],
        )

    def make_candidacies(self):
        """A dwelling to announce, one that waits for candidates and whose address is kept, one that has a candidate."""
        kept, shown = (
            DwellingFactory(residence=self.dwelling.residence, street_name=street)
            for street in (KEPT_STREET, SHOWN_STREET)
        )
        self.reserved = ReservationFactory(
            convention=self.reserving, dwelling=DwellingFactory(residence=self.dwelling.residence)
        )
        self.announced, self.answered = (
            announcements.announce(
                reservation=ReservationFactory(convention=self.reserving, dwelling=dwelling),
                user=self.officer,
                shown=what,
                rent_euros=320,
            )
            for dwelling, what in ((kept, "SECTOR"), (shown, "ADDRESS"))
        )
        described = {"role": Person.Role.HOLDER, "first_name": PROPOSED_FIRST_NAME, "last_name": PROPOSED_NAME}
        self.proposed_household = open_household(
            landlord=None, user=self.worker, name=PROPOSED_NAME, persons=[described], reason="Candidature"
        )
        sheet = {
            "unique_number": "031012401234531001",
            "adults": 1,
            "dependants": 0,
            "is_young_couple": False,
            "income_euros": 11_200,
            "resources_euros": 940,
            "benefit_euros": 240,
            "needs": NEEDS,
            "support": SUPPORT,
        }
        self.proposed = candidacies.propose(
            announcement=self.answered,
            user=self.worker,
            household=self.proposed_household,
            rank_wished=1,
            kept=KEPT,
            **sheet,
        )
        # Beside the sheet that the landlord reads, and never on it.
        note_criteria(household=self.proposed_household, user=self.worker, excluded_sectors=CRITERIA_OF_PROPOSED)
        self.proposed = candidacies.correct(
            candidacy=self.proposed, user=self.coordinator, version=1, kept=KEPT_LATER, **sheet
        )

    def make_allocations(self):
        """A session under way, a candidate whose turn it is, an offer that waits for its answer, a lease to sign."""
        self.sitting = CommitteeSessionFactory(landlord=self.landlord)
        self.eligible = self.candidate_at(Candidacy.State.ELIGIBLE)
        self.next_in_rank = ExaminationFactory(candidacy=self.candidate_at(Candidacy.State.EXAMINED)).candidacy
        offered = ExaminationFactory(candidacy=self.candidate_at(Candidacy.State.OFFERED)).candidacy
        self.offer = OfferFactory(candidacy=offered)
        self.to_sign = ExaminationFactory(candidacy=self.candidate_at(Candidacy.State.OFFERED)).candidacy
        offers.accept(offer=OfferFactory(candidacy=self.to_sign), user=self.officer, answered_on=self.today)

    def candidate_at(self, state: str) -> Candidacy:
        dwelling = DwellingFactory(residence=self.dwelling.residence)
        reservation = ReservationFactory(convention=self.reserving, dwelling=dwelling, announced=True)
        announcement = AnnouncementFactory(reservation=reservation, announced_by=self.officer, answered=True)
        return CandidacyFactory(announcement=announcement, state=state, proposed_by=self.worker)

    def make_notifications(self):
        """Everybody was told everything once, by mistake too: only what they may read today is said."""
        event = account_events.record(
            account=self.colleague, kind=AccountEvent.Kind.INVITED, by=self.people["LA"], role=Role.ADVISER
        )
        about = {
            "CONVENTION_ENDING": (self.convention, self.asked_convention),
            "READER_COMES": (event,),
            "PART_ENDED": (self.follow_up, self.watched_part, self.sliding_part),
            "MENTIONED": (self.message,),
            "TASK_GIVEN": (self.own_task,),
            "SYNTHESIS": (self.synthesis,),
            "MESSAGE_LEFT": (self.waiting_message,),
            "HELP_ASKED": (self.accepted, self.requested),
            "REQUEST_ANSWERED": (self.accepted, self.requested),
            "MEDIATION_ENTRUSTED": (self.mediated,),
            "MEDIATION_NEWS": (self.conflict,),
            "REPORT_ANSWERED": (self.sent,),
            "ANSWER_OVERDUE": (self.requested,),
            "ANSWER_MISSED": (self.requested,),
            "REQUEST_EXPIRED": (self.requested,),
            "REFERRAL_TO_CLOSE": (self.ended,),
            "DWELLING_ANNOUNCED": (self.announced,),
            "ANNOUNCEMENT_ANSWERED": (self.announced,),
            "CANDIDACY_ENDED": (self.proposed,),
            "CANDIDACY_BACK": (self.proposed,),
            "SIGNAL_SENT": (self.receipt,),
            "SIGNAL_SEEN": (self.receipt,),
            "QUESTION_ASKED": (self.question,),
            "QUESTION_ANSWERED": (self.answered_question,),
            "REQUEST_QUESTIONED": (self.request_question,),
            "REQUEST_EXPLAINED": (self.request_question,),
        }
        # Theirs alone: what they were told in the meantime is among it.
        Notification.objects.all().delete()
        Notification.objects.bulk_create(
            Notification(recipient=user, kind=kind, event=f"{kind}:{row.pk}", about_id=row.pk)
            for user in self.people.values()
            for kind, rows in about.items()
            for row in rows
        )
        self.told = Notification.objects.of(self.coordinator).earliest("pk")

    def arguments(self, name: str) -> dict:
        """The arguments of an address, by the name that the access table gives to its object."""
        named = self.named
        return named[name] if name in named else {"public_id": getattr(self, name).public_id}

    @functools.cached_property
    def named(self) -> dict[str, dict]:
        of_household = {"public_id": self.household.public_id}
        of_convention = {"public_id": self.convention.public_id}
        of_mediated = {"public_id": self.mediated.public_id}
        return {
            "": {},
            "figure": {"code": "supported"},
            "worklist": {"code": "late-visits"},
            "signed copy": of_convention | {"document": self.signed_copy.public_id},
            "wrong copy": of_convention | {"document": self.wrong_copy.public_id},
            "paper": of_household | {"document": self.paper.public_id},
            "private paper": of_household | {"document": self.private_paper.public_id},
            "wrong paper": {"public_id": self.plain.public_id, "document": self.wrong_paper.public_id},
            "plain paper": {"public_id": self.plain.public_id, "document": self.plain_paper.public_id},
            "follow_up": of_household | {"follow_up": self.follow_up.public_id},
            "watched part": {
                "public_id": self.young.public_id,
                "follow_up": self.watched_part.public_id,
            },
            "sliding part": {
                "public_id": self.subtenant.public_id,
                "follow_up": self.sliding_part.public_id,
            },
            "two files": {"public_id": self.plain.public_id, "other": self.closed.public_id},
            "two owners": {"public_id": self.plain.public_id, "other": self.candidate.public_id},
            "merge": {"public_id": self.closed.public_id, "pk": self.merge.pk},
            "split": {"public_id": self.separated.public_id, "pk": self.split.pk},
            "parted": {"follow_up": self.parted.public_id},
            "running part": {"follow_up": self.follow_up.public_id},
            "noticed": of_household | {"signal": self.signal.public_id},
            "answered one": {"public_id": self.answered_question.public_id},
            "asked partner": {"public_id": self.request_question.public_id},
            "note": of_household | {"entry": self.note.public_id},
            "private note": of_household | {"entry": self.private_note.public_id},
            "visit note": of_household | {"entry": self.visit_note.public_id},
            "left note": {"public_id": self.left.public_id, "entry": self.left_note.public_id},
            "visit": of_household | {"visit": self.visit.public_id},
            "held": {
                "public_id": self.referral.public_id,
                "meeting": self.held.public_id,
            },
            "met": {"public_id": self.met.referral.public_id, "meeting": self.met.public_id},
            "photo": {"public_id": self.reported.public_id, "photo": self.photo.public_id},
            "wrong photo": {"public_id": self.reported.public_id, "photo": self.wrong_photo.public_id},
            "outcome": {"public_id": self.outcome.referral.public_id, "outcome": self.outcome.public_id},
            "outcome later": {
                "public_id": self.outcome.referral.public_id,
                "outcome": self.outcome_to_come.public_id,
            },
            "attempt": {"public_id": self.attempt.referral.public_id, "attempt": self.attempt.public_id},
            "wrong attempt": {
                "public_id": self.attempt.referral.public_id,
                "attempt": self.wrong_attempt.public_id,
            },
            "met referral": {"public_id": self.met.referral.public_id},
            "partner": of_household | {"organization": self.association.public_id},
            "consent": of_household | {"consent": self.consent.public_id},
            "sheet": {"public_id": self.referral.public_id, "convention": self.asked_convention.public_id},
            "later": {"public_id": self.left.public_id, "situation": self.later.public_id},
            "too early": {"public_id": self.left.public_id, "situation": self.too_early.public_id},
            "young lease": {"public_id": self.young.public_id, "pk": self.young_lease.pk},
            "sublease": {"public_id": self.subtenant.public_id, "pk": self.sublease.pk},
            "undescribed": {"public_id": self.subtenant.public_id, "pk": self.undescribed.pk},
            "sliding": {"public_id": self.subtenant.public_id, "sliding": self.sliding.public_id},
            "left lease": {"public_id": self.left.public_id, "pk": self.left_lease.pk},
            "tenancy": of_household | {"pk": self.tenancy.pk},
            "vacancy": {"public_id": self.vacant.public_id, "vacancy": self.vacancy.public_id},
            "void": {"public_id": self.vacant.public_id, "void": self.void.public_id},
            "amendment": {"public_id": self.asked_convention.public_id, "pk": self.amendment.pk},
            "told": {"public_id": self.told.public_id},
            "typed": {"submission_id": self.typed.submission_id},
            "new referral": {"household_id": self.plain.public_id},
            "door": {"dwelling_id": self.free_dwelling.public_id},
            "draft about": {"public_id": self.draft.public_id, "household_id": self.plain.public_id},
            "attached": {"public_id": self.reported.public_id, "household_id": self.plain.public_id},
            "invited": {"token": "jeton-du-bailleur"},
            "worn-out": {"token": "jeton-inconnu"},
            "link followed": {"token": "jeton-du-lien"},
            "mediated fact": of_mediated | {"entry": self.mediated_fact.public_id},
            "mediated step": of_mediated | {"entry": self.mediated_step.public_id},
            "mediated party": of_mediated | {"kind": "party", "entry": self.mediated.parties.first().public_id},
            "fact to cancel": of_mediated | {"kind": "fact", "entry": self.mediated_fact.public_id},
            "settled": of_mediated | {"entry": self.settled.public_id},
            "copy": of_mediated | {"entry": self.settled.public_id, "rank": 1},
            "reserved": {"reservation_id": self.reserved.public_id},
            "to propose": {"public_id": self.announced.public_id, "household_id": self.candidate.public_id},
            "examined": {
                "public_id": self.sitting.public_id,
                "announcement_id": self.eligible.announcement.public_id,
            },
            "allocated": {"public_id": self.offer.announcement.public_id},
            "minuted": {"public_id": self.offer.candidacy.examination.session.public_id},
            "key": {"pk": 1},
            "password link": {"uidb36": "1", "key": "set-password"},
            **stays_named(self),
            **threads_named(self),
        }


def typed(**values) -> QueryDict:
    data = QueryDict(mutable=True)
    data.update(values)
    return data
