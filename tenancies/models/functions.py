from django.db.models import Aggregate, BooleanField, DateField, FloatField, Func, IntegerField, TextField


class Unaccented(Func):
    """Lower case without accents, by the immutable SQL function of the first migration: for sorting and searching."""

    function = "unaccented"
    arity = 1
    output_field = TextField()


class ConcatOperator(Func):
    """`a || b || …`: unlike CONCAT, immutable, so that a generated column may use it. NULL if one part is NULL."""

    template = "(%(expressions)s)"
    arg_joiner = " || "
    output_field = TextField()


class IsOneOf(Func):
    """`a = ANY(array)`."""

    template = "(%(expressions)s))"
    arg_joiner = " = ANY("
    output_field = BooleanField()


class DaysBetween(Func):
    """The number of days between two dates, the later one first."""

    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = IntegerField()


class DaysAfter(Func):
    """A date and a number of days."""

    template = "(%(expressions)s)"
    arg_joiner = " + "
    output_field = DateField()


class MonthsAfter(Func):
    """The same day of another month, as `months_from` finds it."""

    template = "(%(expressions)s))::date"
    arg_joiner = " + make_interval(months => "
    output_field = DateField()


class Median(Aggregate):
    """Of what is known: a row without a number does not count."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()
