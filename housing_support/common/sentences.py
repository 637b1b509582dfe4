"""What the error of a field says: what to do there, never that it is compulsory.

A field says so itself (`error_messages={"required": "Choisissez qui lira cette note."}`), or its form does for the
fields that it does not declare (`sentences`); otherwise the sentence follows from the kind of field. What is said
outside of fields, and by the libraries, is worded in `locale/fr`.
"""

from collections.abc import Mapping

from django import forms

from housing_support.common.numbers import integer

STALE_PAGE = "Cette page n’est plus à jour\u00a0: rechargez-la, puis recommencez."


def word_errors(fields: Mapping[str, forms.Field], sentences: Mapping[str, str]) -> None:
    """Replace what Django would say of these fields. Twice changes nothing more."""
    for name, field in fields.items():
        for code, words in _words_by_code(field, sentences.get(name, "")).items():
            if _is_of_django(field, code):
                field.error_messages[code] = words


def _words_by_code(field: forms.Field, sentence: str) -> dict[str, str]:
    if not sentence and not _is_of_django(field, "required"):
        sentence = str(field.error_messages["required"])
    asked = sentence or _asked_by(field)
    words = {"required": asked}
    if field.widget.is_hidden:
        return words | dict.fromkeys(("invalid", "invalid_choice", "min_value", "max_value", "max_length"), asked)
    if isinstance(field, forms.ChoiceField | forms.UUIDField):
        codes = ("invalid", "invalid_choice", "invalid_list", "invalid_pk_value")
        return words | dict.fromkeys(codes, f"Ce choix n’est pas proposé. {asked}")
    if isinstance(field, forms.IntegerField):
        digits = (
            ("max_digits", "max_decimal_places", "max_whole_digits") if isinstance(field, forms.DecimalField) else ()
        )
        return words | dict.fromkeys(("invalid", "min_value", "max_value", *digits), asked)
    if isinstance(field, forms.CharField) and field.max_length:
        most = integer(field.max_length)
        words["max_length"] = f"Raccourcissez ce texte à {most}\u00a0caractères\u00a0: il en compte %(show_value)d."
    return words


def _asked_by(field: forms.Field) -> str:
    match field:
        case _ if field.widget.is_hidden:
            return STALE_PAGE
        case forms.FileField():
            return "Choisissez un fichier."
        case forms.BooleanField():
            return "Cochez cette case pour continuer."
        case forms.ChoiceField() | forms.UUIDField():
            return f"Choisissez une réponse pour «\u00a0{field.label}\u00a0»."
        case forms.DateTimeField():
            return "Indiquez une date et une heure."
        case forms.DateField():
            return "Indiquez une date."
        case forms.IntegerField():
            return f"Indiquez un nombre{_range_of(field)}."
        case forms.EmailField():
            return "Écrivez une adresse électronique."
    return f"Remplissez «\u00a0{field.label}\u00a0»."


def _range_of(field: forms.IntegerField) -> str:
    least, most = field.min_value, field.max_value
    if least is None:
        return "" if most is None else f", {most} au plus"
    return f", {least} au moins" if most is None else f" de {least} à {most}"


def _is_of_django(field: forms.Field, code: str) -> bool:
    """Nobody of ours has said anything for it."""
    said = field.error_messages.get(code)
    return said is None or any(
        said is vars(kind).get("default_error_messages", {}).get(code)
        for kind in type(field).__mro__
        if kind.__module__.startswith("django.")
    )
