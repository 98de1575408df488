"""The words for what is wrong: plain, friendly, and saying how to mend it."""

from portal.forms.field_definitions import FieldBase
from portal.shared.language import _

# Of all languages: no noun phrase of one begins like a clause of another.
_CLAUSE_STARTS = (
    "how", "what", "when", "where", "whether", "which", "who", "whom", "whose", "why",
    "ob", "wann", "warum", "was", "welche", "welchem", "welchen", "welcher", "welches", "wem",
    "wen", "wer", "wessen", "wie", "wo", "wofür", "woher", "wohin", "womit", "wozu",
)  # fmt: skip


def named(field: FieldBase) -> str:
    """The field as the object of a sentence: 'den Geburtsort', else its label in quotes."""
    is_object = field.phrase and not _is_clause(field.phrase)
    return field.phrase if is_object else _("„{label}“").format(label=field.label)


def for_example(field: FieldBase) -> str:
    """', zum Beispiel Papenburg' where the field has an example."""
    return _(", zum Beispiel {example}").format(example=field.example) if field.example else ""


def please_enter(field: FieldBase) -> str:
    """'Bitte geben Sie den Geburtsort an, zum Beispiel Papenburg.'"""
    if _is_clause(field.phrase):
        return _("Bitte geben Sie an, {what}{example}.").format(
            what=field.phrase, example=for_example(field)
        )
    if _asks(field):
        return _("Bitte beantworten Sie die Frage „{label}“{example}.").format(
            label=field.label, example=for_example(field)
        )
    return _("Bitte geben Sie {what} an{example}.").format(
        what=named(field), example=for_example(field)
    )


def please_choose(field: FieldBase) -> str:
    """'Bitte wählen Sie die Art der Urkunde aus.'"""
    if _is_clause(field.phrase):
        return _("Bitte wählen Sie aus, {what}.").format(what=field.phrase)
    if field.phrase:
        return _("Bitte wählen Sie {what} aus.").format(what=field.phrase)
    return _("Bitte wählen Sie bei „{label}“ eine Möglichkeit aus.").format(label=field.label)


def please_check(field: FieldBase, how: str) -> str:
    """'Bitte prüfen Sie die IBAN: …'"""
    return _("Bitte prüfen Sie {what}: {how}").format(what=named(field), how=how)


def at_most_characters(field: FieldBase, limit: int, length: int) -> str:
    """Too long, with both figures."""
    return _(
        "Bitte kürzen Sie {what} auf höchstens {limit} Zeichen. Es sind zurzeit {length}."
    ).format(what=named(field), limit=limit, length=length)


def at_least_characters(field: FieldBase, limit: int) -> str:
    """Too short."""
    return please_check(field, _("Es sind mindestens {limit} Zeichen nötig.").format(limit=limit))


def unreadable(field: FieldBase) -> str:
    """A control character or one that was lost on the way."""
    return please_check(
        field, _("Die Eingabe enthält ein Zeichen, das wir nicht lesen können. Tippen Sie sie neu.")
    )


def please_answer(field: FieldBase, yes: str, no: str) -> str:
    """'Bitte wählen Sie aus, ob Sie im Auftrag bestellen.'"""
    if _is_clause(field.phrase):
        return _("Bitte wählen Sie aus, {what}.").format(what=field.phrase)
    return _("Bitte wählen Sie bei „{label}“ „{yes}“ oder „{no}“ aus.").format(
        label=field.label, yes=yes, no=no
    )


def _is_clause(phrase: str) -> bool:
    """Whether the phrase is a sentence of its own: 'wohin der Brief geht'."""
    return phrase.partition(" ")[0] in _CLAUSE_STARTS


def _asks(field: FieldBase) -> bool:
    return field.label.endswith("?") and not field.phrase
