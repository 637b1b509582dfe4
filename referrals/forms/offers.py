"""An offer, its answer, and the lease that follows."""

import datetime

from django import forms
from django.utils import timezone

from housing_support.common.bounds import around_today
from housing_support.common.dates import long_date
from housing_support.common.forms import DayField, Form
from partners.models import User
from referrals.clock import ten_days_after
from referrals.models import Candidacy, Offer
from referrals.services import leases, offers
from tenancies.forms.sliding import SlidingTermsForm, usual_terms
from tenancies.forms.tenancy import why_not_one_year
from tenancies.models import Reservation, Tenancy
from tenancies.services.tenancies import DwellingTakenError, OneYearRefusedError

A_YEAR = around_today(years_before=1, years_after=1)


class OfferForm(Form):
    notified_on = DayField(
        label="Offre notifiée le",
        bounds=A_YEAR,
        help_text="Le jour où le ménage la reçoit\u00a0: dix jours pour répondre, celui-ci non compté.",
        error_messages={"required": "Indiquez le jour où le ménage a reçu l’offre."},
    )

    def __init__(self, *args, candidacy: Candidacy, user: User, **kwargs):
        super().__init__(*args, initial={"notified_on": timezone.localdate()}, **kwargs)
        self.candidacy, self.user = candidacy, user

    def clean_notified_on(self) -> datetime.date:
        day, today = self.cleaned_data["notified_on"], timezone.localdate()
        held_on = self.candidacy.examination.session.held_on
        if not held_on <= day <= today:
            raise forms.ValidationError(
                f"Indiquez un jour entre la commission, le {long_date(held_on)}, et aujourd’hui."
            )
        if ten_days_after(day) < today:
            raise forms.ValidationError(
                f"Notifiée ce jour-là, l’offre a pris fin le {long_date(ten_days_after(day))}\u00a0: notifiez-la de "
                "nouveau."
            )
        return day

    def save(self) -> Offer:
        return offers.offer_dwelling(candidacy=self.candidacy, user=self.user, **self.cleaned_data)


class AnswerForm(Form):
    ACCEPTED, REFUSED = "ACCEPTED", "REFUSED"

    answer = forms.ChoiceField(
        label="Réponse du ménage",
        choices=[(ACCEPTED, "Il accepte le logement"), (REFUSED, "Il le refuse")],
        widget=forms.RadioSelect,
        error_messages={"required": "Indiquez ce que le ménage a répondu."},
    )
    answered_on = DayField(
        label="Répondu le", bounds=A_YEAR, error_messages={"required": "Indiquez le jour de la réponse."}
    )
    visited_on = DayField(label="Logement visité le", bounds=A_YEAR, required=False)
    reason = forms.ChoiceField(label="Motif du refus", choices=[("", "Choisir"), *Offer.Reason.choices], required=False)

    def __init__(self, *args, offer: Offer, user: User, **kwargs):
        # Whoever did not accept had done so by the last day; whoever gives up may do it after.
        day = min(timezone.localdate(), offer.expires_on) if offer.has_ended() else timezone.localdate()
        super().__init__(*args, initial={"answered_on": day}, **kwargs)
        self.offer, self.user = offer, user
        if offer.state == Offer.State.ACCEPTED or offer.has_ended():
            self._offer_what_is_left()

    def _offer_what_is_left(self) -> None:
        """Whoever accepted gives up; whoever did not had accepted in time, which was noted late or wrongly."""
        if self.offer.state == Offer.State.ACCEPTED:
            left = (self.REFUSED, "Il y renonce")
        else:
            left = (self.ACCEPTED, "Il avait accepté le logement")
            del self.fields["reason"]
        self.fields["answer"].choices = [left]
        self.initial["answer"] = left[0]

    def clean(self) -> dict:
        super().clean()
        data, today = self.cleaned_data, timezone.localdate()
        day, visited_on = data.get("answered_on"), data.get("visited_on")
        if data.get("answer") == self.REFUSED and not data.get("reason"):
            self.add_error("reason", "Choisissez pourquoi le ménage refuse, ou «\u00a0Sans motif donné\u00a0».")
        if day and not self.offer.notified_on <= day <= today:
            self.add_error(
                "answered_on",
                f"Indiquez un jour entre l’offre, le {long_date(self.offer.notified_on)}, et aujourd’hui.",
            )
        elif day and data.get("answer") == self.ACCEPTED and day > self.offer.expires_on:
            self.add_error(
                "answered_on",
                f"L’offre a pris fin le {long_date(self.offer.expires_on)} à minuit\u00a0: un accord reçu après ne "
                "compte plus. Offrez le logement au candidat suivant.",
            )
        if visited_on and visited_on > today:
            self.add_error("visited_on", "Indiquez un jour passé\u00a0: la visite a eu lieu.")
        return data

    def save(self) -> Offer:
        days = {"answered_on": self.cleaned_data["answered_on"], "visited_on": self.cleaned_data["visited_on"]}
        if self.cleaned_data["answer"] == self.ACCEPTED:
            return offers.accept(offer=self.offer, user=self.user, **days)
        return offers.refuse(offer=self.offer, user=self.user, reason=self.cleaned_data["reason"], **days)


# A plain sublease is no lease of a landlord's.
SIGNED_KINDS = (Tenancy.Kind.DIRECT, Tenancy.Kind.SLIDING, Tenancy.Kind.YOUNG_1Y)


class LeaseForm(SlidingTermsForm):
    is_optional = True

    kind = forms.ChoiceField(
        label="Nature du bail",
        choices=[
            (kind.value, kind.label) for kind in (Tenancy.Kind.DIRECT, Tenancy.Kind.SLIDING, Tenancy.Kind.YOUNG_1Y)
        ],
        initial=Tenancy.Kind.DIRECT,
        widget=forms.RadioSelect,
        help_text="Un bail d’un an se termine de lui-même\u00a0: vous serez prévenu trois mois avant.",
        error_messages={"required": "Choisissez la nature du bail."},
    )
    starts_on = DayField(
        label="Le bail commence le",
        bounds=A_YEAR,
        help_text="Il est signé des deux côtés\u00a0: le suivi et les visites commencent aussitôt.",
        error_messages={"required": "Indiquez le premier jour du bail."},
    )

    def __init__(self, *args, candidacy: Candidacy, reservation: Reservation, user: User, **kwargs):
        super().__init__(*args, initial={"starts_on": timezone.localdate(), **usual_terms()}, **kwargs)
        self.candidacy, self.reservation, self.user = candidacy, reservation, user

    def asks_for_terms(self, data: dict) -> bool:
        return data.get("kind") == Tenancy.Kind.SLIDING

    def clean_starts_on(self) -> datetime.date:
        day, reserved = self.cleaned_data["starts_on"], self.reservation
        if not reserved.starts_on <= day <= reserved.ends_on:
            raise forms.ValidationError(
                f"Indiquez un jour de la réservation, entre le {long_date(reserved.starts_on)} et le "
                f"{long_date(reserved.ends_on)}."
            )
        return day

    def save(self) -> Tenancy | None:
        """None, with an error, when the dwelling is not to be had."""
        data = self.cleaned_data
        try:
            return leases.sign_lease(
                candidacy=self.candidacy,
                user=self.user,
                starts_on=data["starts_on"],
                kind=data["kind"],
                sliding_terms=self.terms() if self.asks_for_terms(data) else None,
            )
        except DwellingTakenError:
            self.add_error(
                "starts_on", "Ce logement est déjà loué ou réservé sur ces dates\u00a0: choisissez un autre jour."
            )
        except OneYearRefusedError as error:
            self.add_error("kind", why_not_one_year(error))
        return None
