"""Forms for tests: a birth certificate, a dog registration, and a form with one field."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from portal.forms import FileInfo, Form, FormContext, RawAnswers
from portal.shared.trust import TrustLevel

TODAY = date(2026, 11, 22)
PASSPORT = FileInfo("file-1", "Reisepass.pdf", 1_234_567, "application/pdf")


def asking(
    trust_level: TrustLevel = TrustLevel.BASIC,
    today: date = TODAY,
    files: tuple[FileInfo, ...] = (),
) -> FormContext:
    """Somebody who fills in a form on 22 November 2026."""
    return FormContext(trust_level, today, {info.id: info for info in files})


def form_of(*elements: Mapping[str, Any], **more: Any) -> Form:
    """A form of one step with these elements."""
    step = {"id": "only", "title": "Was möchten Sie?", "elements": list(elements)}
    return Form.model_validate({"steps": [step], **more})


def one_field(**definition: Any) -> Form:
    """A form that asks for one field, called `field`."""
    return form_of({"id": "field", "label": "Angabe", **definition})


def dated(path: str, day: str, month: str, year: str) -> RawAnswers:
    """A day as its three inputs hold it."""
    return {f"{path}.day": day, f"{path}.month": month, f"{path}.year": year}


def birth_certificate() -> Form:
    """Four steps: who asks, for whom, how many, and a proof of identity below 'substantial'."""
    return Form.model_validate(BIRTH_CERTIFICATE)


def dog_registration() -> Form:
    """One to three dogs, chip number from the age of six months."""
    return Form.model_validate(DOG_REGISTRATION)


BIRTH_CERTIFICATE: dict[str, Any] = {
    "groups": {
        "person": {
            "title": "Person im Register",
            "elements": [
                {"id": "birth_name", "kind": "text", "label": "Geburtsname"},
                {
                    "id": "birth_date",
                    "kind": "date",
                    "label": "Geburtsdatum",
                    "phrase": "das Geburtsdatum",
                    "latest": "today",
                },
                {
                    "id": "birth_place",
                    "kind": "text",
                    "label": "Geburtsort",
                    "phrase": "den Geburtsort",
                    "example": "Papenburg",
                },
            ],
        }
    },
    "steps": [
        {
            "id": "entitlement",
            "title": "Für wen brauchen Sie die Urkunde?",
            "elements": [
                {
                    "id": "relation",
                    "kind": "radio",
                    "label": "Die Urkunde ist für",
                    "options": [
                        {"value": "self", "label": "mich selbst"},
                        {"value": "sibling", "label": "Bruder oder Schwester"},
                    ],
                },
                {
                    "id": "interest",
                    "kind": "textarea",
                    "label": "Berechtigtes Interesse",
                    "when": {"field": "relation", "equals": "sibling"},
                },
                {"id": "own_birth_date", "kind": "date", "label": "Ihr Geburtsdatum"},
            ],
            "rules": [
                {
                    "must": {"field": "own_birth_date", "age_at_least": 16},
                    "field": "own_birth_date",
                    "message": "Bestellen kann, wer mindestens 16 Jahre alt ist.",
                }
            ],
        },
        {
            "id": "person",
            "title": "Um wen geht es?",
            "elements": [{"id": "person", "kind": "group", "use": "person"}],
        },
        {
            "id": "copies",
            "title": "Wie viele Ausfertigungen?",
            "elements": [
                {
                    "id": "copies",
                    "kind": "number",
                    "label": "Anzahl",
                    "min": 1,
                    "max": 10,
                    "default": 1,
                    "unit": "Ausfertigungen",
                    "unit_one": "Ausfertigung",
                },
                {"id": "remark", "kind": "text", "label": "Bemerkung", "required": False},
            ],
        },
        {
            "id": "identity",
            "title": "Wer sind Sie?",
            "when": {"trust_level": {"below": "substantial"}},
            "elements": [{"id": "proof", "kind": "file", "label": "Ausweis"}],
        },
    ],
}

DOG_REGISTRATION: dict[str, Any] = {
    "steps": [
        {
            "id": "dogs",
            "title": "Welche Hunde melden Sie an?",
            "elements": [
                {
                    "id": "dogs",
                    "kind": "group",
                    "title": "Ihre Hunde",
                    "item_title": "Hund",
                    "occurs": {"min": 1, "max": 3},
                    "elements": [
                        {"id": "name", "kind": "text", "label": "Name"},
                        {"id": "dangerous", "kind": "yesno", "label": "Gefährlich?"},
                        {
                            "id": "permit",
                            "kind": "text",
                            "label": "Erlaubnis",
                            "when": {"field": "dangerous", "equals": True},
                        },
                    ],
                }
            ],
        }
    ]
}


def answered_birth_certificate() -> RawAnswers:
    """A sibling's complete answers, but for the proof of identity."""
    return {
        "relation": "sibling",
        "interest": "Nachlass unserer Eltern",
        **dated("own_birth_date", "1", "2", "1970"),
        "person.birth_name": "Müller",
        **dated("person.birth_date", "12", "8", "1964"),
        "person.birth_place": "Papenburg",
        "copies": "2",
        "remark": "",
    }
