"""Long lists, a page at a time: keyset pages, which cost the same at any depth, and counts that stop at a cap.

    page = keyset_page(Household.objects.visible_to(user), key=("sort_name", "pk"), request=request)

`page.rows`, `page.count`, `page.is_capped`, `page.first_url` and `page.next_url` are what
`components/pagination.html` shows.
"""

from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db.models import BooleanField, F, Func, QuerySet, Value
from django.http import HttpRequest

from housing_support.common.compiled_queries import CompiledQuery
from housing_support.common.numbers import integer
from housing_support.common.sealed_links import seal, unseal

PAGE_SIZE = 20
COUNT_CAP = 1_000
PARAMETER = "after"


@dataclass(frozen=True)
class Page:
    rows: list
    count: int | None
    is_capped: bool
    first_url: str
    next_url: str


EMPTY_PAGE = Page(rows=[], count=0, is_capped=False, first_url="", next_url="")


class RowComparison(Func):
    """`(a, b) > (x, y)`, which PostgreSQL answers from an index on `(a, b)`."""

    output_field = BooleanField()

    def __init__(self, *expressions, operator: str = ">"):
        super().__init__(*expressions)
        self.operator = operator

    def as_sql(self, compiler, connection):  # type: ignore[override] # written whole, without options
        compiled = [compiler.compile(expression) for expression in self.get_source_expressions()]
        half = len(compiled) // 2
        left, right = (", ".join(sql for sql, _ in part) for part in (compiled[:half], compiled[half:]))
        return f"({left}) {self.operator} ({right})", [value for _, values in compiled for value in values]


def keyset_page(
    queryset: QuerySet,
    *,
    key: tuple[str, ...],
    request: HttpRequest,
    size: int = PAGE_SIZE,
    with_count: bool = True,
    parameter: str = PARAMETER,
) -> Page:
    """The page of `queryset` that the request's `after` asks for, ordered by `key`.

    `key` names columns or annotations, never NULL, unique together, all ascending or all descending (`-occurred_at`).
    An illegible `after` gives the first page. Two queries, one `with_count=False`.
    """
    names = [name.removeprefix("-") for name in key]
    is_descending = key[0].startswith("-")
    if any(name.startswith("-") != is_descending for name in key):
        raise ValueError("a keyset runs in one direction")
    rows = queryset.order_by(*key)
    position = read_position(request.GET.get(parameter, ""), queryset, names)
    if position:
        rows = rows.filter(
            RowComparison(*(F(name) for name in names), *position, operator="<" if is_descending else ">")
        )
    count, is_capped = capped_count(queryset) if with_count else (None, False)
    return Page(
        rows=(found := list(rows[: size + 1]))[:size],
        count=count,
        is_capped=is_capped,
        first_url=url_with(request, **{parameter: ""}) if position else "",
        next_url=next_url_of(found, size=size, names=names, request=request, parameter=parameter),
    )


def compiled_page(
    query: CompiledQuery,
    user: AbstractBaseUser,
    *,
    key: tuple[str, ...],
    request: HttpRequest,
    size: int = PAGE_SIZE,
    with_count: bool = True,
    given: dict[str, Any] | None = None,
    **choices,
) -> Page:
    """The same page of the rows that `query` composes: the first one, by far the most read, from its statement."""
    if request.GET.get(PARAMETER):
        rows = query(user, **choices, **(given or {}))
        return keyset_page(rows, key=key, request=request, size=size, with_count=with_count)
    found = query.rows(user, order=key, limit=size + 1, given=given, **choices)
    count, is_capped = None, False
    if with_count:
        # A page that is not full is the whole list.
        is_whole = len(found) <= size
        counted = len(found) if is_whole else query.count(user, limit=COUNT_CAP + 1, given=given, **choices)
        count, is_capped = min(counted, COUNT_CAP), counted > COUNT_CAP
    names = [name.removeprefix("-") for name in key]
    return Page(
        rows=found[:size],
        count=count,
        is_capped=is_capped,
        first_url="",
        next_url=next_url_of(found, size=size, names=names, request=request, parameter=PARAMETER),
    )


def page_of_found(
    found: list[int], shown: CompiledQuery, user: AbstractBaseUser, *, key: tuple[str, ...], request: HttpRequest
) -> Page:
    """The first page of `found`, identifiers in the order of `key` up to one beyond the cap, `shown` giving the rows of
    `identifiers`: for a list whose rows are long to find, which are counted as they are."""
    first = found[: PAGE_SIZE + 1]
    rows = shown.rows(user, order=key, given={"identifiers": first}) if first else []
    return Page(
        rows=rows[:PAGE_SIZE],
        count=min(len(found), COUNT_CAP),
        is_capped=len(found) > COUNT_CAP,
        first_url="",
        next_url=next_url_of(rows, size=PAGE_SIZE, names=[*key], request=request, parameter=PARAMETER),
    )


def next_url_of(found: list, *, size: int, names: list[str], request: HttpRequest, parameter: str) -> str:
    """The URL of the rows after the page's last one; `found` holds one more than the page when there are any."""
    if len(found) <= size:
        return ""
    last = [attrgetter(name.replace("__", "."))(found[size - 1]) for name in names]
    return url_with(request, **{parameter: write_position(last)})


def capped_count(queryset: QuerySet, cap: int = COUNT_CAP) -> tuple[int, bool]:
    """How many rows, at most `cap`, and whether there are more: « plus de 1 000 » costs no full count.

    The newest first: that is where most filters find their rows, and the cap ends the search.
    """
    counted = queryset.order_by("-pk").values("pk")[: cap + 1].count()
    return min(counted, cap), counted > cap


def extent(shown: int, count: int) -> str:
    """« 5 sur 9 », of a list that is cut; `count` goes one beyond the cap, to tell that there are more."""
    if count <= shown:
        return ""
    return f"{shown} sur {capped(count)}"


def capped(count: int) -> str:
    """« 9 », « plus de 1 000 »: `count` goes one beyond the cap."""
    return f"{'plus de ' if count > COUNT_CAP else ''}{integer(min(count, COUNT_CAP))}"


def url_with(request: HttpRequest, **parameters: str) -> str:
    """The page's own URL with other query parameters; an empty value removes its parameter."""
    query = request.GET.copy()
    for name, value in parameters.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"{request.path}?{query.urlencode()}" if query else request.path


# A position holds names and dates of the list's last row.


def write_position(values: list[Any]) -> str:
    return seal(values, purpose="pagination")


def read_position(token: str, queryset: QuerySet, names: list[str]) -> list[Value] | None:
    values = unseal(token, purpose="pagination")
    if not isinstance(values, list):
        return None
    query = queryset.query.clone()
    try:
        fields = [F(name).resolve_expression(query).output_field for name in names]
        return [Value(field.to_python(value), field) for field, value in zip(fields, values, strict=True)]
    except (ValidationError, ValueError):
        return None
