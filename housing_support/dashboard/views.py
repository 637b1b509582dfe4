import uuid
from dataclasses import replace

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from housing_support.common.compiled_queries import CompiledQuery
from housing_support.common.pagination import compiled_page
from housing_support.dashboard.board import BoardBuilder
from housing_support.dashboard.figures import (
    FIGURES,
    Part,
    count_each,
    figures_for,
    given_for,
    opens_list,
    split_values,
)
from housing_support.dashboard.listing import LISTINGS, title_of
from housing_support.dashboard.scope import Scope, running_programme, scope_of, visible_programmes
from housing_support.navigation import links_for
from partners.decorators import requires
from partners.models import Programme, User
from partners.requests import SignedInRequest
from partners.roles import Right


@require_safe
@requires(Right.READ_DASHBOARD)
def dashboard(request: SignedInRequest) -> HttpResponse:
    """Where the programme stands: targets, commitments kept or late, and what to deal with."""
    programmes = visible_programmes(request.user)
    programme = chosen_programme(request, programmes)
    if programme is None:
        return render(request, "dashboard/no_programme.html")
    board = BoardBuilder(scope_of(request.user, programme)).build()
    return render(
        request,
        "dashboard/dashboard.html",
        {
            "navigation": links_for(request.user, request.path, waiting=board.waiting),
            "board": board,
            "programmes": programmes,
            "today": timezone.localdate(),
        },
    )


def listed(user: User, code: str, **given) -> QuerySet:
    """The rows behind a figure, or behind one of its parts, with what their lines show."""
    shown = FIGURES[code]
    return LISTINGS[shown.kind].load(shown.rows(user, **given))


LISTED = CompiledQuery(listed)


@require_safe
@requires(Right.READ_DASHBOARD)
def figure(request: SignedInRequest, code: str) -> HttpResponse:
    """The rows that a figure of the dashboard counts, exactly."""
    programme = chosen_programme(request, visible_programmes(request.user))
    if programme is None:
        raise Http404
    scope = scope_of(request.user, programme)
    shown = figures_for(request.user).get(code)
    if shown is None:
        raise Http404
    split, word, value = chosen_split(request, scope, shown.splits)
    listing = LISTINGS[shown.kind]
    given = given_for(shown, scope, split, value)
    page = compiled_page(
        LISTED, request.user, key=listing.key, request=request, with_count=False, given=given, code=code
    )
    [count] = count_each(scope, [Part(code, split, value)])
    return render(
        request,
        listing.template,
        {
            "title": title_of(shown, scope, split, word),
            "programme": programme,
            "page": replace(page, count=count.number, is_capped=count.is_capped),
            "rows": listing.show(page.rows, request.user),
            "noun": listing.noun,
        },
    )


def chosen_programme(request: SignedInRequest, programmes: list[Programme]) -> Programme | None:
    """The programme that the address names, which must be visible; else the running one."""
    named = request.GET.get("programme")
    if not named:
        return running_programme(programmes)
    try:
        public_id = uuid.UUID(named)
    except ValueError as error:
        raise Http404 from error
    for programme in programmes:
        if programme.public_id == public_id:
            return programme
    raise Http404


def chosen_split(request: SignedInRequest, scope: Scope, splits) -> tuple[str, str, object]:
    """Which part of a figure the address asks for: nothing, or one value that this reader may see."""
    for split in splits:
        word = request.GET.get(split)
        if word:
            values = split_values(scope, split)
            if word not in values or not opens_list(scope, split):
                raise Http404
            return split, word, values[word]
    return "", "", None
