"""Who works together in the demonstration: the article's organizations, invented people, one per role."""

from dataclasses import dataclass

from partners.models import Expertise, FundedAction, Organization
from partners.roles import Role

LANDLORD = "patrimoine"


@dataclass(frozen=True)
class OrganizationProfile:
    name: str
    short_name: str
    # Invented: the State's register gives no number that begins with 0.
    siren: str
    domain: str
    phone: str
    kind: str = Organization.Kind.ASSOCIATION
    expertises: tuple[str, ...] = ()


ORGANIZATIONS: dict[str, OrganizationProfile] = {
    LANDLORD: OrganizationProfile(
        "Patrimoine SA",
        "Patrimoine SA",
        "010203040",
        "patrimoine-sa.example",
        "05 36 49 10 00",
        kind=Organization.Kind.LANDLORD,
    ),
    "ucrm": OrganizationProfile(
        "Union Cépière Robert Monnier",
        "UCRM",
        "020406088",
        "ucrm.example",
        "05 36 49 20 00",
        expertises=(Expertise.HOUSING_SUPPORT, Expertise.BUDGET),
    ),
    "habitat": OrganizationProfile(
        "Habitat et Humanisme",
        "Habitat et Humanisme",
        "030609127",
        "habitat-humanisme.example",
        "05 36 49 30 00",
        expertises=(Expertise.HOUSING_SUPPORT, Expertise.PARENTING),
    ),
    "clemence": OrganizationProfile(
        "Clémence Isaure",
        "Clémence Isaure",
        "040812166",
        "clemence-isaure.example",
        "05 36 49 40 00",
        expertises=(Expertise.ADDICTION,),
    ),
    "amandier": OrganizationProfile(
        "L’Amandier",
        "L’Amandier",
        "051015204",
        "lamandier.example",
        "05 36 49 50 00",
        expertises=(Expertise.MEDIATION, Expertise.BUDGET),
    ),
    "educair": OrganizationProfile(
        "Educ’Air",
        "Educ’Air",
        "061218244",
        "educair.example",
        "05 36 49 60 00",
        expertises=(Expertise.PARENTING,),
    ),
}


@dataclass(frozen=True)
class Persona:
    organization: str
    first_name: str
    last_name: str
    role: str
    job_title: str
    address: str


PERSONAS: dict[str, Persona] = {
    "paul": Persona(LANDLORD, "Paul", "Rey", Role.RENTAL_OFFICER, "Chargé de clientèle", "paul.rey"),
    "driss": Persona(LANDLORD, "Driss", "Amrani", Role.CARETAKER, "Gardien, Les Mazades", "driss.amrani"),
    "julie": Persona(LANDLORD, "Julie", "Sarda", Role.ADVISER, "CESF", "julie.sarda"),
    "helene": Persona(
        LANDLORD, "Hélène", "Vidal", Role.MANAGER, "Responsable innovation et partenariats", "helene.vidal"
    ),
    "corinne": Persona(LANDLORD, "Corinne", "Lafont", Role.ADMIN, "Assistante de direction", "corinne.lafont"),
    "maya": Persona("ucrm", "Maya", "Carrère", Role.SOCIAL_WORKER, "Assistante de service social", "maya.carrere"),
    "yanis": Persona("ucrm", "Yanis", "Ferhat", Role.SOCIAL_WORKER, "Éducateur spécialisé", "yanis.ferhat"),
    "solene": Persona("ucrm", "Solène", "Barthe", Role.COORDINATOR, "Cheffe de service", "solene.barthe"),
    "eric": Persona("ucrm", "Éric", "Lacoste", Role.ADMIN, "Responsable administratif", "eric.lacoste"),
    "ines": Persona("habitat", "Inès", "Dufau", Role.SOCIAL_WORKER, "CESF", "ines.dufau"),
    "claire": Persona("habitat", "Claire", "Montagné", Role.COORDINATOR, "Responsable de secteur", "claire.montagne"),
    "nadia": Persona("clemence", "Nadia", "Rouquette", Role.SOCIAL_WORKER, "Éducatrice spécialisée", "nadia.rouquette"),
    "bruno": Persona("clemence", "Bruno", "Escande", Role.COORDINATOR, "Chef de service", "bruno.escande"),
    "julien": Persona("amandier", "Julien", "Puech", Role.SOCIAL_WORKER, "Médiateur", "julien.puech"),
    "fatou": Persona("amandier", "Fatou", "Diarra", Role.COORDINATOR, "Coordinatrice", "fatou.diarra"),
    "elodie": Persona(
        "educair", "Élodie", "Sanchez", Role.SOCIAL_WORKER, "Éducatrice de jeunes enfants", "elodie.sanchez"
    ),
    "marc": Persona("educair", "Marc", "Daudé", Role.COORDINATOR, "Coordinateur", "marc.daude"),
}

# Waiting for an answer when the demonstration begins, for the pages of accounts.
INVITATIONS = (
    ("corinne", "Amélie", "Roques", Role.RENTAL_OFFICER, "Chargée de clientèle", "amelie.roques"),
    ("eric", "Hugo", "Teulière", Role.SOCIAL_WORKER, "Éducateur spécialisé", "hugo.teuliere"),
)

PROGRAMME_NAME = "10 000 logements accompagnés {year}"
GRANT_CENTS = 3_700_000


@dataclass(frozen=True)
class ActionProfile:
    name: str
    public: str
    objective: str
    target_households: int


ACTIONS: dict[int, ActionProfile] = {
    1: ActionProfile(
        "Vers l’autonomie", "Personnes sans domicile, sortants de prison", FundedAction.Objective.ACCESS, 5
    ),
    2: ActionProfile("Passerelle", "Femmes et jeunes sortant de résidence", FundedAction.Objective.ACCESS, 5),
    3: ActionProfile("Maillage", "Locataires en place en difficulté", FundedAction.Objective.MAINTENANCE, 15),
}


@dataclass(frozen=True)
class ConventionProfile:
    association: str
    action: int
    visit_interval_days: int
    visit_steps: tuple[tuple[int, int], ...] = ()
    reserved_dwellings: int = 0


ANSWER_DELAY_DAYS = 10
CONVENTIONS = (
    ConventionProfile("ucrm", 1, visit_interval_days=15, reserved_dwellings=9),
    # Followed for the long term, from one visit a week to one a year.
    ConventionProfile(
        "habitat", 2, visit_interval_days=7, visit_steps=((1, 14), (3, 30), (24, 365)), reserved_dwellings=8
    ),
    ConventionProfile("habitat", 3, visit_interval_days=30),
    ConventionProfile("clemence", 3, visit_interval_days=30),
    ConventionProfile("amandier", 3, visit_interval_days=30),
    ConventionProfile("educair", 3, visit_interval_days=30),
)

# Registered by the landlord of late, under the conventions of action 3. In the first, somebody has just come in and has
# everything to set up; nobody has joined the second, whose first person is invited.
NEWCOMERS: dict[str, OrganizationProfile] = {
    "relais": OrganizationProfile(
        "Le Relais des familles",
        "Relais des familles",
        "071421283",
        "relais-familles.example",
        "05 36 49 70 00",
        expertises=(Expertise.PARENTING,),
    ),
    "tremplin": OrganizationProfile(
        "Tremplin Budget",
        "Tremplin Budget",
        "081624322",
        "tremplin-budget.example",
        "05 36 49 80 00",
        expertises=(Expertise.BUDGET,),
    ),
}
FIRST_PERSONAS: dict[str, Persona] = {
    "agnes": Persona("relais", "Agnès", "Lorme", Role.ADMIN, "Directrice", "agnes.lorme"),
}
FIRST_INVITED = ("Rémi", "Castaing", Role.ADMIN, "Directeur", "remi.castaing")
