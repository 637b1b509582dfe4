"""Whether a dwelling suits as many people: the law's words for too few of them, and for too many."""

from referrals.reading.checks.check import Check

TITLE = "Occupation"
UNDER = "Code de la construction et de l’habitation, art. L. 621-2"
OVER = "Code de la construction et de l’habitation, art. R. 822-25"
# One person, two, then as much for each of the others, up to a number of m² that always is enough.
AREA_FOR_ONE, AREA_FOR_TWO, AREA_FOR_ONE_MORE, AREA_ENOUGH = 9, 16, 9, 70


def least_area(persons: int) -> int:
    if persons <= 1:
        return AREA_FOR_ONE
    return min(AREA_FOR_TWO + (persons - 2) * AREA_FOR_ONE_MORE, AREA_ENOUGH)


def check_occupancy(persons: int, *, rooms: int | None, area: int | None) -> Check:
    inputs = (
        ("Personnes", str(persons)),
        ("Pièces", str(rooms or "non renseigné")),
        ("Surface", f"{area}\u00a0m²" if area else "non renseignée"),
    )
    if area and area < least_area(persons):
        words = f"Trop petit\u00a0: {least_area(persons)}\u00a0m² au moins pour {persons}\u00a0personnes."
        return Check(TITLE, words, is_warning=True, inputs=inputs, source=OVER)
    if rooms and rooms > persons + 1:
        words = f"Trop grand\u00a0: {rooms}\u00a0pièces, une de plus que le nombre de personnes au plus."
        return Check(TITLE, words, is_warning=True, inputs=inputs, source=UNDER)
    if not rooms or not area:
        return Check(
            TITLE, "Pièces ou surface à vérifier.", is_warning=True, inputs=inputs, source=f"{UNDER}\u00a0; {OVER}"
        )
    return Check(TITLE, "Taille adaptée au ménage.", is_warning=False, inputs=inputs, source=f"{UNDER}\u00a0; {OVER}")
