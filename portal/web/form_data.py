"""What a submitted form brought, as texts."""

from reflex_base.utils.form import FormData

Answers = dict[str, str | list[str]]


def texts_of(form_data: FormData) -> Answers:
    """The texts of a submitted form; a name that occurs several times keeps all its values."""
    names = dict.fromkeys(name for name, _ in form_data.multi_items() if isinstance(name, str))
    typed: Answers = {}
    for name in names:
        values = [value for value in form_data.getlist(name) if isinstance(value, str)]
        if values:
            typed[name] = values if len(values) > 1 else values[0]
    return typed
