from tenancies.models.ends import OUTCOMES, EndReason, Outcome


def test_every_reason_has_one_outcome():
    assert set(OUTCOMES) == set(EndReason)


def test_what_ends_well_and_badly():
    by_outcome = {outcome: {reason for reason in EndReason if OUTCOMES[reason] == outcome} for outcome in Outcome}

    assert by_outcome[Outcome.POSITIVE] == {"AUTONOMY", "LEASE_SLID", "REHOUSED", "RELAY"}
    assert by_outcome[Outcome.NEGATIVE] == {"REFUSAL", "LOST_SIGHT", "EVICTION", "AGREEMENT"}
