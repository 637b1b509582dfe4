"""`{% drafted form title="Note" %}`, first in every form of ours that is sent by POST and holds a text."""

from django import template
from django.forms import BaseForm
from django.forms.formsets import BaseFormSet
from django.http import QueryDict
from django.template.context import RequestContext

from housing_support.common.forms import show_again
from housing_support.drafts.subjects import page_of
from housing_support.drafts.words import name_of
from tenancies.services.drafts import Place, beginning_of, beginnings_at, place_of

register = template.Library()


@register.inclusion_tag("components/drafted.html", takes_context=True)
def drafted(context: RequestContext, *several: BaseForm | BaseFormSet, title: str) -> dict:
    """What the form gives with what is typed in it: its stamp and the identifier of its sending. A draft that waits is
    shown again in `several`, the form itself and those that are sent with it; `title` names it in lists of drafts.

    One query for all the forms of a page.
    """
    request = context["request"]
    # A form that was refused is shown at the address it was sent to: its page is the one that it says.
    sent_from = place_of(request.POST) if request.method == "POST" else None
    page = sent_from.page if sent_from else page_of(request)
    place = Place(owner=str(request.user.public_id), page=page, form=name_of(several), title=title)
    if not hasattr(request, "drafts_of_page"):
        request.drafts_of_page = beginnings_at(request.user, page)
    beginning = beginning_of(place, request.drafts_of_page)
    draft = beginning.draft if request.method == "GET" else None
    if draft:
        data = QueryDict(mutable=True)
        for name, values in draft.data.items():
            data.setlist(name, values)
        for form in several:
            show_again(form, data)
    seen = [form["seen"] for form in several if isinstance(form, BaseForm) and "seen" in form.fields]
    return {"place": place, "sending_id": beginning.submission_id, "draft": draft, "seen": seen}
