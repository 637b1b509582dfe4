"""Actions 1 and 2: people who come out of the street, of prison or of a temporary residence into a home of their own.

Which of the first two it is stays with UCRM: nothing here, nor anywhere the landlord reads, says it. The first of them,
who needs nobody any more, has his whole road told in `from_the_street.py`.
"""

from housing_support.tools.demo.story import Lease, Someone, Story, Support
from tenancies.models import Tenancy

NEW_TENANTS = (
    Story(
        "Lopez",
        (Someone("HOLDER", "Miguel", "Lopez", 41),),
        "Bagatelle",
        1,
        opened=256,
        leases=(Lease(250),),
        action=1,
        supports=(
            Support(
                "ucrm", "maya", started=250, last_visit=34, arc="arrival", autonomy=((1, 2, 2, 3, 1), (3, 3, 3, 3, 2))
            ),
        ),
        landlord_notes=(48,),
    ),
    Story(
        "Haddad",
        (
            Someone("HOLDER", "Leïla", "Haddad", 33),
            Someone("CHILD", "Ines", "", 9),
            Someone("CHILD", "Adam", "", 5),
        ),
        "Borderouge",
        3,
        opened=216,
        leases=(Lease(211),),
        action=2,
        supports=(
            Support(
                "habitat",
                "ines",
                started=210,
                last_visit=9,
                arc="bridge",
                autonomy=((3, 2, 3, 3, 2), (4, 4, 4, 4, 3)),
                next_visit_in=16,
            ),
        ),
        is_protected=True,
    ),
    Story(
        "Traoré",
        (Someone("HOLDER", "Bakary", "Traoré", 29),),
        "Les Mazades",
        1,
        opened=196,
        leases=(Lease(190, ended=54, kind=Tenancy.Kind.SLIDING), Lease(54)),
        action=1,
        supports=(
            Support(
                "ucrm",
                "maya",
                started=190,
                last_visit=6,
                arc="arrival",
                autonomy=((1, 1, 2, 3, 2), (4, 3, 4, 4, 3)),
                next_visit_in=7,
            ),
        ),
        landlord_notes=(53,),
    ),
    Story(
        "Da Silva",
        (Someone("HOLDER", "Ana", "Da Silva", 22),),
        "Rangueil",
        1,
        opened=146,
        leases=(Lease(141, kind=Tenancy.Kind.YOUNG_1Y, insured_days=152),),
        action=2,
        supports=(
            Support(
                "habitat",
                "ines",
                started=140,
                last_visit=27,
                arc="young",
                autonomy=((2, 2, 3, 4, 2), (4, 3, 4, 4, 3)),
                next_visit_in=2,
            ),
        ),
    ),
    Story(
        "Benali",
        (Someone("HOLDER", "Karim", "Benali", 52),),
        "Papus",
        2,
        opened=126,
        leases=(Lease(121, kind=Tenancy.Kind.SLIDING),),
        action=1,
        supports=(
            Support(
                "ucrm",
                "maya",
                started=120,
                last_visit=13,
                arc="arrival",
                autonomy=((2, 1, 3, 2, 1), (3, 3, 4, 3, 2)),
                next_visit_in=1,
            ),
        ),
    ),
    Story(
        "Moreau",
        (Someone("HOLDER", "Kévin", "Moreau", 24),),
        "Soupetard",
        1,
        opened=70,
        leases=(Lease(63, ended=21, kind=Tenancy.Kind.SUBLEASE), Lease(21)),
        action=1,
        supports=(
            Support(
                "ucrm",
                "yanis",
                started=62,
                last_visit=18,
                arc="arrival",
                autonomy=((1, 1, 2, 2, 1), (2, 2, 2, 2, 1)),
                absences=2,
            ),
        ),
    ),
    Story(
        "Konaté",
        (Someone("HOLDER", "Aminata", "Konaté", 27), Someone("CHILD", "Ibrahim", "", 3)),
        "Lalande",
        2,
        opened=12,
        leases=(Lease(8, kind=Tenancy.Kind.SLIDING),),
        action=2,
        supports=(Support("habitat", None, started=2, last_visit=None, arc="bridge"),),
    ),
    # Goes on by himself: where he lives is asked for six months after.
    Story(
        "Fofana",
        (Someone("HOLDER", "Moussa", "Fofana", 36), Someone("CHILD", "Awa", "", 7)),
        "La Reynerie",
        3,
        opened=299,
        leases=(Lease(296),),
        action=1,
        supports=(
            Support(
                "ucrm",
                "maya",
                started=294,
                last_visit=184,
                arc="arrival",
                autonomy=((2, 1, 2, 3, 2), (4, 3, 4, 4, 4)),
                ended=176,
            ),
        ),
    ),
)
