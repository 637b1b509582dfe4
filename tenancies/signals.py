"""What happens here and matters above: apps that import `tenancies` listen, since it must not import them. Each is sent
inside the transaction of the act."""

from django.dispatch import Signal

# A case file is about to be locked, with `household`: what is above locks its own rows first, in the order in which
# its own acts do, so that two acts wait for one another instead of blocking each other.
case_file_locking = Signal()
# What waits above for a household, asked with `household` and the `user` who will read it: each receiver answers with a
# list of `Pending`.
case_file_pending = Signal()
# Whether a household is a candidate for a dwelling, asked with `household` and the `user` who will read it: a receiver
# answers with what happens next, in words, or with nothing.
candidacy_asked = Signal()
# A case file is about to be closed, with `household` and `user`: what waits above is settled in the same act.
case_file_closing = Signal()
# What was merged into `kept` has gone back to `duplicate`: a receiver answers whether something of its own stands in
# both, which cannot be.
case_files_parting = Signal()
# Parts of associations have ended, with `parts`, and `actor` who ended them.
support_ended = Signal()
# A lease has begun, been corrected, ended or been cancelled, with `tenancy` and its days (the first, the last or None)
# `before` and `after`, each None when there was or is no lease, and `actor` who did it: the calendar of its dwelling
# follows, and what makes it slide.
lease_changed = Signal()
# A reservation was released, with `reservation` and `actor`: the announcement that it was given for ends with it.
reservation_released = Signal()
# The household no longer agrees to a partner, with `consent` and `actor` who noted it: what was asked of that partner
# and has no answer is taken back.
consent_ended = Signal()
# A withdrawal was noted by error, with `consent`, `household` locked, `actor`, `reason` and `withdrawn_at`: what had
# ended with it goes on.
consent_restored = Signal()
# A question was asked, answered, resolved, reopened or cancelled, with `question` and `is_news`: whether somebody is to
# be told. Sent by the model of its subject.
question_moved = Signal()
