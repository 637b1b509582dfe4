"""What happens here and matters above: apps that import `tenancies` listen, since it must not import them. Each is sent
inside the transaction of the act."""

from django.dispatch import Signal

# A case file is about to be locked, with `household`: what is above locks its own rows first, in the order in which
# its own acts do, so that two acts wait for one another instead of blocking each other.
case_file_locking = Signal()
# Parts of associations have ended, with `parts`, and `actor` who ended them.
support_ended = Signal()
