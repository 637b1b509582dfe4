"""A dwelling has one line of time: on no day is it let, reserved for somebody else or out of use at once. The database
holds it, across tables: whoever writes a period locks the dwelling, then looks at the others."""

import pgtrigger
from django.contrib.postgres.fields import DateRangeField, RangeBoundary
from django.db.models import Func

LEASES = """
    SELECT 1 FROM tenancies_tenancy AS other
    WHERE other.dwelling_id = NEW.dwelling_id AND other.cancelled_at IS NULL
    AND daterange(other.starts_on, other.ends_on) && period
"""
RESERVATIONS = """
    SELECT 1 FROM tenancies_reservation AS other
    WHERE other.dwelling_id = NEW.dwelling_id AND other.state <> 'RELEASED'
    AND daterange(other.starts_on, other.ends_on, '[]') && period
"""
VOIDS = """
    SELECT 1 FROM tenancies_void AS other
    WHERE other.dwelling_id = NEW.dwelling_id AND daterange(other.starts_on, other.ends_on, '[]') && period
"""
# A reservation is there for the lease of its household. Two case files of which one is merged into the other are one
# household's: what each holds of a dwelling changes hands row by row.
OF_ANOTHER_HOUSEHOLD = """
    AND other.household_id IS DISTINCT FROM NEW.household_id
    AND NOT EXISTS (
        SELECT 1 FROM tenancies_household AS merged
        WHERE merged.id = other.household_id AND merged.merged_into_id = NEW.household_id
        OR merged.id = NEW.household_id AND merged.merged_into_id = other.household_id
    )
"""


def days(*, last_included: bool = False) -> Func:
    """The days of a row from `starts_on` on."""
    bounds = RangeBoundary(inclusive_upper=last_included)
    return Func("starts_on", "ends_on", bounds, function="daterange", output_field=DateRangeField())


def alone_on_its_days(
    name: str, *others: str, columns: tuple[str, ...], last_day_included: bool, condition: str = ""
) -> pgtrigger.Trigger:
    """A trigger of that name: no row that meets `condition` shares a day with one of `others`."""
    bounds = "[]" if last_day_included else "[)"
    found = " OR ".join(f"EXISTS ({other})" for other in others)
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("dwelling_id", "starts_on", "ends_on", *columns),
        condition=pgtrigger.Condition(condition) if condition else None,
        declare=[("period", "daterange")],
        func=f"""
            IF NEW.ends_on < NEW.starts_on THEN
                RETURN NEW;  -- Its own constraint refuses that.
            END IF;
            period := daterange(NEW.starts_on, NEW.ends_on, '{bounds}');
            PERFORM 1 FROM tenancies_dwelling WHERE id = NEW.dwelling_id FOR NO KEY UPDATE;
            IF {found} THEN
                RAISE EXCEPTION '{name}' USING ERRCODE = 'exclusion_violation', CONSTRAINT = '{name}';
            END IF;
            RETURN NEW;
        """,
    )
