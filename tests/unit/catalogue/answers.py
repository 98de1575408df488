"""Answers a citizen might give, as a browser sends them, one builder per service."""

from datetime import date

from portal.forms import FileInfo, FormContext, RawAnswers
from portal.shared.trust import TrustLevel

TODAY = date(2026, 11, 20)
SCAN = FileInfo("f-1", "scan.pdf", 120_000, "application/pdf")


def context(level: TrustLevel = TrustLevel.BASIC) -> FormContext:
    """A citizen of this trust level who has uploaded one scan."""
    return FormContext(level, TODAY, {SCAN.id: SCAN})


def day(name: str, written: str) -> RawAnswers:
    """A date group: day('born', '12.8.1964')."""
    parts = zip(("day", "month", "year"), written.split("."), strict=True)
    return {f"{name}.{part}": value for part, value in parts}


def address(name: str) -> RawAnswers:
    """A postal address in Papenburg."""
    return {
        f"{name}.street": "Hauptkanal links",
        f"{name}.house_number": "12a",
        f"{name}.postcode": "26871",
        f"{name}.city": "Papenburg",
    }


def birth_certificate(**changes: str | list[str]) -> RawAnswers:
    """Somebody orders two copies of their own birth certificate."""
    return {
        "relation": "self",
        **day("own_birth_date", "12.8.1964"),
        "on_behalf": "no",
        "birth_name": "Łukasiewicz",
        "first_names": "Zoë Marie",
        "birth_place": "Papenburg",
        "document_kind": "certificate",
        "copies": "2",
        "purpose": "marriage",
        "applicant_first_name": "Zoë",
        "applicant_last_name": "Łukasiewicz",
        "delivery": "germany",
        **address("address"),
        "entitled": ["yes"],
        "identity_proof": [SCAN.id],
        **changes,
    }


def residence_certificate(**changes: str | list[str]) -> RawAnswers:
    """Somebody asks for a plain certificate for their bank."""
    return {
        "certificate": "plain",
        "first_names": "Ayşe",
        "last_name": "Öztürk",
        **day("birth_date", "1.3.1990"),
        **address("address"),
        "purpose": "bank",
        "delivery": "inbox",
        **changes,
    }


def dog(index: int, **changes: str) -> RawAnswers:
    """A grown dog with a chip."""
    answers: RawAnswers = {
        "name": "Bello",
        "breed": "Mischling",
        "sex": "male",
        "colour": "braun",
        **day("birth_date", "1.5.2022"),
        **day("kept_since", "1.8.2022"),
        "chip": "276 098 100 123 456",
        "dangerous": "no",
        **changes,
    }
    return {f"dogs.{index}.{name}": value for name, value in answers.items()}


def dog_registration(dogs: int = 1, **changes: str | list[str]) -> RawAnswers:
    """An experienced keeper registers dogs and will pay the tax by transfer."""
    answers: RawAnswers = {
        "first_name": "Jens",
        "last_name": "Müller",
        **day("birth_date", "3.4.1980"),
        **address("address"),
        "dogs.count": str(dogs),
        "insured": "yes",
        "insurer": "Muster Versicherung",
        "policy_number": "HV 12-345",
        "insurance_certificate": [SCAN.id],
        "expertise": "experienced",
        "tax_payment": "transfer",
    }
    for index in range(dogs):
        answers |= dog(index)
    return answers | changes
