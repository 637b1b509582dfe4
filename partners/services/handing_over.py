from collections.abc import Callable

from partners.charges import Successors, charges
from partners.exceptions import TransitionNotAllowedError
from partners.models import User
from partners.roles import Right


def hand_over(*, account: User, by: User, losing: Callable[[Right], bool], successors: Successors) -> None:
    """Name others for whatever `account`, locked, carries by a right that it is `losing`, on behalf of the service that
    takes the right away, inside its transaction."""
    for charge in charges:
        if not losing(charge.right):
            continue
        possible = {person.pk for person in charge.successors_of(account)}
        for row in charge.held_by(account).select_for_update(of=("self",), no_key=True):
            chosen = successors.get(charge.key(row), successors.get(charge.code))
            if chosen and chosen.pk not in possible:
                raise TransitionNotAllowedError(f"{chosen.pk} cannot take over {charge.key(row)}")
            charge.hand_over(row, to=chosen, by=by)
