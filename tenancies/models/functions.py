from django.db.models import BooleanField, Func, TextField


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
