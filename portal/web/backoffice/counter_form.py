"""What the clerk compares, as a form like any other: the engine checks and draws it."""

from collections.abc import Mapping
from datetime import date

from portal.forms import (
    FieldError,
    FieldView,
    Form,
    FormContext,
    RawAnswers,
    check_step,
    merge_step,
    step_view,
    values,
)
from portal.identity import CardCheck
from portal.shared import clock
from portal.shared.trust import TrustLevel

_STEP = "check"
_FORM = Form.model_validate(
    {
        "steps": [
            {
                "id": _STEP,
                "title": "Ausweis vergleichen",
                "elements": [
                    {
                        "id": "name",
                        "kind": "text",
                        "label": "Name wie im Dokument",
                        "phrase": "den Namen wie im Dokument",
                        "hint": "Vorname und Nachname. Sie können die Schreibweise berichtigen.",
                        "max_length": 200,
                        "autocomplete": "off",
                    },
                    {
                        "id": "document",
                        "kind": "radio",
                        "label": "Vorgelegtes Dokument",
                        "phrase": "das vorgelegte Dokument",
                        "options": [
                            {"value": "identity_card", "label": "Personalausweis"},
                            {"value": "passport", "label": "Reisepass"},
                            {"value": "eid_card", "label": "eID-Karte"},
                            {"value": "residence_permit", "label": "Aufenthaltstitel"},
                        ],
                    },
                    {
                        "id": "valid_until",
                        "kind": "date",
                        "label": "Gültig bis",
                        "phrase": "den letzten Tag der Gültigkeit",
                        "earliest": "today",
                    },
                    {
                        "id": "photo_fits",
                        "kind": "declaration",
                        "label": "Das Foto zeigt die Person, die vor mir steht.",
                    },
                    {
                        "id": "name_fits",
                        "kind": "declaration",
                        "label": "Der Name stimmt, und das Dokument wirkt echt.",
                    },
                ],
            }
        ]
    }
)


def typed_into(changes: Mapping[str, str | list[str]]) -> RawAnswers:
    """The answers as the page sent them."""
    return merge_step(_FORM, _STEP, {}, changes, _context())


def faults_of(raw: RawAnswers) -> tuple[FieldError, ...]:
    """What is missing or wrong."""
    return check_step(_FORM, _STEP, raw, _context())


def lines_of(raw: RawAnswers, faults: tuple[FieldError, ...] = ()) -> list[FieldView]:
    """The fields, ready to be drawn."""
    return list(step_view(_FORM, _STEP, raw, _context(), faults).fields)


def check_of(raw: RawAnswers) -> CardCheck:
    """What the clerk saw; only for answers without faults."""
    seen = values(_FORM, raw, _context())
    return CardCheck(
        name=str(seen["name"]),
        document_kind=str(seen["document"]),
        document_valid_until=date.fromisoformat(str(seen["valid_until"])),
    )


def _context() -> FormContext:
    return FormContext(TrustLevel.NONE, clock.today(), {})
