"""The words for what is wrong: plain, friendly, and saying how to mend it."""

from portal.forms.field_definitions import FieldBase

_CLAUSE_STARTS = (
    "ob", "wann", "warum", "was", "welche", "welchem", "welchen", "welcher", "welches", "wem",
    "wen", "wer", "wessen", "wie", "wo", "wofür", "woher", "wohin", "womit", "wozu",
)  # fmt: skip


def named(field: FieldBase) -> str:
    """The field as the object of a sentence: 'den Geburtsort', else its label in quotes."""
    is_object = field.phrase and not _is_clause(field.phrase)
    return field.phrase if is_object else f"„{field.label}“"


def for_example(field: FieldBase) -> str:
    """', zum Beispiel Papenburg' where the field has an example."""
    return f", zum Beispiel {field.example}" if field.example else ""


def please_enter(field: FieldBase) -> str:
    """'Bitte geben Sie den Geburtsort an, zum Beispiel Papenburg.'"""
    if _is_clause(field.phrase):
        return f"Bitte geben Sie an, {field.phrase}{for_example(field)}."
    if _asks(field):
        return f"Bitte beantworten Sie die Frage „{field.label}“{for_example(field)}."
    return f"Bitte geben Sie {named(field)} an{for_example(field)}."


def please_choose(field: FieldBase) -> str:
    """'Bitte wählen Sie die Art der Urkunde aus.'"""
    if _is_clause(field.phrase):
        return f"Bitte wählen Sie aus, {field.phrase}."
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


def please_answer(field: FieldBase, yes: str, no: str) -> str:
    """'Bitte wählen Sie aus, ob Sie im Auftrag bestellen.'"""
    if _is_clause(field.phrase):
        return f"Bitte wählen Sie aus, {field.phrase}."
    return f"Bitte wählen Sie bei „{field.label}“ „{yes}“ oder „{no}“ aus."


def _is_clause(phrase: str) -> bool:
    """Whether the phrase is a sentence of its own: 'wohin der Brief geht'."""
    return phrase.partition(" ")[0] in _CLAUSE_STARTS


def _asks(field: FieldBase) -> bool:
    return field.label.endswith("?") and not field.phrase
