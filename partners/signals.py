"""What happens here and matters above: apps that import `partners` listen, since it must not import them."""

from django.dispatch import Signal

# A convention's terms changed. Sent inside the transaction, with `convention`, so that whatever is computed from the
# terms changes with them or not at all. A view that calls both services would leave the rule to each caller's memory.
convention_amended = Signal()
# A convention's term has passed, with `convention`: whatever still hangs on it is settled. Sent every day, for each of
# them: whoever listens does what is left to do.
convention_over = Signal()
# The end of a convention has moved, with `convention`: it was amended, or an amendment to come was taken back.
convention_end_moved = Signal()
