"""Plausible answers for certificates, register information and trades, one builder each.

Whoever asks is signed in at level basic, so a proof of identity is among the uploads.
"""

from portal.forms import RawAnswers
from tests.unit.catalogue.answers import SCAN, address, day

Change = str | list[str]


def _ordering(relation: str, **changes: Change) -> RawAnswers:
    """What all certificates ask alike: two copies, sent to Papenburg."""
    return {
        "relation": relation,
        **day("own_birth_date", "12.8.1964"),
        "on_behalf": "no",
        "document_kind": "certificate",
        "copies": "2",
        "purpose": "inheritance",
        "applicant_first_name": "Zoë",
        "applicant_last_name": "Łukasiewicz",
        "delivery": "germany",
        **address("address"),
        "entitled": ["yes"],
        "identity_proof": [SCAN.id],
        **changes,
    }


def _couple() -> RawAnswers:
    return {
        "first_person.birth_name": "Łukasiewicz",
        "first_person.first_names": "Zoë Marie",
        "second_person.birth_name": "Öztürk",
        "second_person.first_names": "Ayşe",
    }


def marriage_certificate(**changes: Change) -> RawAnswers:
    """Somebody orders two copies of their own marriage certificate."""
    marriage = day("marriage_date", "5.6.1998") | {"marriage_place": "Papenburg"}
    return _ordering("self") | _couple() | marriage | changes


def partnership_certificate(**changes: Change) -> RawAnswers:
    """Somebody orders two copies of their own partnership certificate."""
    partnership = day("partnership_date", "5.6.2009") | {"partnership_place": "Leer"}
    return _ordering("self") | _couple() | partnership | changes


def death_certificate(**changes: Change) -> RawAnswers:
    """A widow orders two copies and shows her marriage certificate."""
    deceased: RawAnswers = {
        "last_name": "Müller",
        "first_names": "Jens Hinrich",
        **day("death_date", "3.10.2026"),
        "death_place": "Papenburg",
        "marriage_proof": [SCAN.id],
    }
    return _ordering("spouse") | deceased | changes


def _sought() -> RawAnswers:
    return {
        "last_name": "Janßen",
        "first_names": "Antje",
        **day("birth_date", "1.2.1980"),
        "commercial": "no",
        "no_advertising": ["yes"],
        "applicant_first_name": "Jens",
        "applicant_last_name": "Müller",
        **address("address"),
        "fee_without_hit": ["yes"],
    }


def register_information(**changes: Change) -> RawAnswers:
    """Somebody looks for a friend from school."""
    return _sought() | {"delivery": "inbox"} | changes


def extended_register_information(**changes: Change) -> RawAnswers:
    """Somebody needs former addresses and the place of birth to settle an inheritance."""
    interest: RawAnswers = {
        "items": ["former_addresses", "birth"],
        "interest_former_addresses": "Um das zuständige Nachlassgericht zu finden",
        "interest_birth": "wie oben",
        "legal_interest": "yes",
        "legal_claim": "Erbschein, Aktenzeichen 5 VI 123/26",
        "interest_proof": [SCAN.id],
    }
    return _sought() | interest | changes


def trader(place: str, **changes: Change) -> RawAnswers:
    """A person who owns or represents a business: trader('owner')."""
    person: RawAnswers = {
        "first_names": "Jens Hinrich",
        "last_name": "Müller",
        "sex": "male",
        **day("birth_date", "3.4.1980"),
        "birth_place": "Papenburg, Deutschland",
        "nationality": "german",
        **address("home"),
        **changes,
    }
    return {f"{place}.{name}": value for name, value in person.items()}


def _trade() -> RawAnswers:
    """What all three notices ask alike: a sole trader who sells and mends bicycles."""
    return {
        "owner_kind": "sole",
        "registration": "none",
        **trader("owner"),
        "site_kind": "main",
        "activity": "Einzelhandel mit Fahrrädern, Reparatur von Fahrrädern",
        "trade_kind": ["trade"],
        "side_business": "no",
        "full_time": "1",
        "part_time": "0",
        "delivery": "inbox",
        "truthful": ["yes"],
        "identity_proof": [SCAN.id],
    }


def trade_registration(**changes: Change) -> RawAnswers:
    """A sole trader starts a business at home."""
    start = {"reason": "new", **day("start_date", "1.12.2026"), "at_home": "yes"}
    return _trade() | start | {"permit_needed": "no", "on_behalf": "no"} | changes


def trade_change(**changes: Change) -> RawAnswers:
    """A sole trader moves the shop within the town."""
    move = {"changes": ["relocation"], **day("change_date", "1.12.2026"), "on_behalf": "no"}
    return _trade() | move | address("site") | address("new_site") | changes


def trade_end(**changes: Change) -> RawAnswers:
    """A sole trader retires."""
    end = {"reason": "closed", **day("end_date", "31.12.2026"), "acting": "self"}
    return _trade() | end | address("site") | changes


def company(*representatives: RawAnswers) -> RawAnswers:
    """What a registered company answers instead of a sole trader."""
    return {
        "owner_kind": "company",
        "company_name": "Deichblick GmbH",
        "registration": "registered",
        "register_court": "Amtsgericht Osnabrück",
        "register_number": "HRB 12345",
        "register_extract": [SCAN.id],
        "representatives.count": str(len(representatives)),
        **{name: value for person in representatives for name, value in person.items()},
    }
