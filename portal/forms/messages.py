"""The words for what is wrong: plain, friendly, and saying how to mend it."""

from portal.forms.definition import FieldBase


def named(field: FieldBase) -> str:
    """The field as the object of a sentence: 'den Geburtsort', else its label in quotes."""
    return field.phrase or f"„{field.label}“"


def for_example(field: FieldBase) -> str:
    """', zum Beispiel Papenburg' where the field has an example."""
    return f", zum Beispiel {field.example}" if field.example else ""


def please_enter(field: FieldBase) -> str:
    """'Bitte geben Sie den Geburtsort an, zum Beispiel Papenburg.'"""
    if _asks(field):
        return f"Bitte beantworten Sie die Frage „{field.label}“{for_example(field)}."
    return f"Bitte geben Sie {named(field)} an{for_example(field)}."


def please_choose(field: FieldBase) -> str:
    """'Bitte wählen Sie die Art der Urkunde aus.'"""
    if field.phrase:
        return f"Bitte wählen Sie {field.phrase} aus."
    return f"Bitte wählen Sie bei „{field.label}“ eine Möglichkeit aus."


def please_check(field: FieldBase, how: str) -> str:
    """'Bitte prüfen Sie die IBAN: …'"""
    return f"Bitte prüfen Sie {named(field)}: {how}"


def at_most_characters(field: FieldBase, limit: int, length: int) -> str:
    """Too long, with both figures."""
    return (
        f"Bitte kürzen Sie {named(field)} auf höchstens {limit} Zeichen. Es sind zurzeit {length}."
    )


def at_least_characters(field: FieldBase, limit: int) -> str:
    """Too short."""
    return please_check(field, f"Es sind mindestens {limit} Zeichen nötig.")


def unreadable(field: FieldBase) -> str:
    """A control character or one that was lost on the way."""
    return please_check(
        field, "Die Eingabe enthält ein Zeichen, das wir nicht lesen können. Tippen Sie sie neu."
    )


def _asks(field: FieldBase) -> bool:
    return field.label.endswith("?") and not field.phrase
