"""One field that finds households and referrals, among what its user may see."""
