"""The moves of a referral: each locks it, checks the right and the move, writes, and leaves an event."""
