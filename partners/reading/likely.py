"""Who may be known already: before somebody is invited and before an association is registered, those that look like
it. Only among those that the reader reads anyway: that nobody is offered says nothing of who else is on Passerelle.
"""

from dataclasses import dataclass

from housing_support.common.likeness import are_close, plain, words_of
from partners.models import Invitation, Organization, User

MOST = 3
# Of a name, what is in those of others as well.
LEGAL_FORMS = words_of(
    "association assoc asso fondation federation union groupement comite societe sa sas sarl scop scic gie gcsms sem "
    "loi 1901 reconnue utilite publique"
)
SMALL_WORDS = words_of("a au aux d de des du en et l la le les par pour sur un une")
SMALL_LEGAL = LEGAL_FORMS | SMALL_WORDS
# Everybody's: such an address tells nothing of where somebody works.
PUBLIC_MAIL = {
    *(
        "gmail.com",
        "googlemail.com",
        "orange.fr",
        "wanadoo.fr",
        "free.fr",
        "sfr.fr",
        "neuf.fr",
        "bbox.fr",
        "laposte.net",
    ),
    *(
        "hotmail.com",
        "hotmail.fr",
        "outlook.com",
        "outlook.fr",
        "live.fr",
        "live.com",
        "msn.com",
        "yahoo.com",
        "yahoo.fr",
    ),
    *("icloud.com", "me.com", "aol.com", "proton.me", "protonmail.com", "numericable.fr", "club-internet.fr"),
}


@dataclass(frozen=True)
class LikelyPerson:
    full_name: str
    email: str
    # « Compte désactivé », « Invitation en attente ».
    standing: str


def likely_colleagues(user: User, *, first_name: str, last_name: str, email: str) -> list[LikelyPerson]:
    """Those of the reader's own organization of that address or that name, invited or deactivated ones too. Two
    queries."""
    told = words_of(f"{first_name} {last_name}")
    colleagues = User.objects.colleagues_of(user).by_name()
    invited = Invitation.objects.visible_to(user).waiting().order_by("last_name", "first_name", "pk")
    people = [
        *(standing_of(each, "Compte actif" if each.is_active else "Compte désactivé") for each in colleagues),
        *(standing_of(each, "Invitation en attente") for each in invited),
    ]
    same_address = [person for person in people if email and plain(person.email) == plain(email)]
    same_name = [person for person in people if are_close(words_of(person.full_name), told)]
    return list(dict.fromkeys([*same_address, *same_name]))[:MOST]


def standing_of(person: User | Invitation, standing: str) -> LikelyPerson:
    return LikelyPerson(f"{person.first_name} {person.last_name}", person.email, standing)


def likely_associations(
    user: User, *, name: str, short_name: str, siren: str, siret: str, email: str
) -> list[Organization]:
    """The reader's partners, under a convention in force or not, of that number, of a name alike or of that mail
    domain. Two queries."""
    partners = list(Organization.objects.associations().visible_to(user).order_by("short_name", "pk"))
    domain = domain_of(email)
    of_domain = set()
    if domain:
        people = User.objects.filter(organization__in=[each.pk for each in partners], email__iendswith=f"@{domain}")
        of_domain = set(people.values_list("organization", flat=True))
        of_domain |= {each.pk for each in partners if domain_of(each.email) == domain}
    same_number = [each for each in partners if each.siren in {siren, siret[:9]}]
    alike = [each for each in partners if are_names_alike(each, name, short_name) or each.pk in of_domain]
    return list(dict.fromkeys([*same_number, *alike]))[:MOST]


def are_names_alike(known: Organization, name: str, short_name: str) -> bool:
    told, had = words_of(name, without=SMALL_LEGAL), words_of(known.name, without=SMALL_LEGAL)
    if are_close(told, had) or (min(len(told), len(had)) > 1 and (told <= had or had <= told)):
        return True
    initials = {squashed(short_name), initials_of(name)} & {squashed(known.short_name), initials_of(known.name)}
    return any(len(each) > 1 for each in initials)


def squashed(short_name: str) -> str:
    """« U.C.R.M. » as « ucrm »."""
    return "".join(letter for letter in plain(short_name) if letter.isalnum())


def initials_of(name: str) -> str:
    """« Union Cépière Robert Monnier » as « ucrm ».  Of one word, none."""
    words = [word for word in plain(name).replace("'", " ").replace("’", " ").split() if word not in SMALL_WORDS]
    return "".join(word[0] for word in words) if len(words) > 2 else ""


def domain_of(email: str) -> str:
    """Empty for those of everybody's mail."""
    domain = plain(email.rpartition("@")[2]).strip()
    return "" if domain in PUBLIC_MAIL else domain
