"""The residences that the lines name: those the landlord has, whatever happened to their accents, or new ones."""

import unicodedata
from collections import defaultdict

from django.db import connection

from housing_support.common.copying import copy_line
from partners.models import Organization
from tenancies.models import Residence
from tenancies.stock.rpls import staging
from tenancies.stock.rpls.addresses import consonants
from tenancies.stock.rpls.texts import is_damaged, matches_damaged

Name = tuple[str, str]


def name_residences(*, landlord: Organization) -> None:
    """Fill `stock_residence`: for each name in the file, its residence or the name of the new one."""
    known = {
        (commune, name): pk
        for pk, commune, name in Residence.objects.filter(landlord=landlord).values_list("pk", "commune_code", "name")
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT commune_code, residence_name, min(commune_name) FROM stock_line "
            "GROUP BY commune_code, residence_name"
        )
        communes = {(commune, name): commune_name for commune, name, commune_name in cursor.fetchall()}
        staging.copy(
            [
                copy_line((*key, final, communes[key], known.get((key[0], final))))
                for key, final in resolve(set(communes), set(known)).items()
            ],
            table="stock_residence",
            columns=("commune_code", "residence_name", "name", "commune_name", "residence_id"),
        )
        cursor.execute("ANALYZE stock_residence")


def resolve(names: set[Name], known: set[Name]) -> dict[Name, str]:
    """The name under which each residence of the file is kept: known spellings first, then those with their accents.

    « Domaine des Gen?ts » and « DOMAINE DES GENETS » are « Domaine des Genêts » when that one is known or in the file.
    """
    resolved: dict[Name, str] = {}
    by_consonants: dict[Name, list[str]] = defaultdict(list)
    by_beginning: dict[Name, list[str]] = defaultdict(list)

    def keep(commune: str, name: str) -> None:
        by_consonants[commune, consonants(name)].append(name)
        by_beginning[commune, beginning(name)].append(name)

    for commune, name in sorted(known):
        keep(commune, name)
    # Undamaged names first, accented ones before those without; then in an order that is always the same.
    for commune, name in sorted(names, key=lambda pair: (is_damaged(pair[1]), pair[1].isascii(), pair)):
        if (commune, name) in known:
            resolved[commune, name] = name
            continue
        alike = [good for good in by_consonants[commune, consonants(name)] if is_same(name, good)]
        # A name cut at its accent may be that of several residences: then it is none of them.
        whole = [good for good in by_beginning[commune, beginning(name)] if matches_damaged(name, good)]
        if alike:
            final = alike[0]
        elif len(whole) == 1:
            final = whole[0]
        else:
            final = name
            keep(commune, name)
        resolved[commune, name] = final
    return resolved


def beginning(name: str) -> str:
    return name[:3].casefold()


def is_same(name: str, good: str) -> bool:
    return plain(name) == plain(good) or (is_damaged(name) and matches_damaged(name, good))


def plain(name: str) -> str:
    """Letters and digits alone, without accents."""
    decomposed = unicodedata.normalize("NFD", name.casefold().replace("œ", "oe"))
    return "".join(character for character in decomposed if character.isalnum())


def create_residences(*, landlord: Organization) -> list[int]:
    """Create the new ones, which are returned, and give every name its residence."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO tenancies_residence (public_id, landlord_id, name, commune_code, commune_name)
            SELECT gen_random_uuid(), %s, name, commune_code, min(commune_name)
            FROM stock_residence WHERE residence_id IS NULL GROUP BY name, commune_code ORDER BY commune_code, name
            RETURNING id
            """,
            [landlord.pk],
        )
        created = [pk for (pk,) in cursor.fetchall()]
        cursor.execute(
            """
            UPDATE stock_residence s SET residence_id = r.id FROM tenancies_residence r
            WHERE s.residence_id IS NULL AND r.landlord_id = %s
              AND r.commune_code = s.commune_code AND r.name = s.name
            """,
            [landlord.pk],
        )
        return created
