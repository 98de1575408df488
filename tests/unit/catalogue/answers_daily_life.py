"""Answers a citizen might give to the services of everyday life, as a browser sends them."""

from collections.abc import Callable

from portal.forms import RawAnswers
from tests.unit.catalogue.answers import SCAN, address, day

VIN = "WVWZZZ1JZXW000001"
IBAN = "DE02 1203 0000 0000 2020 51"
Changes = str | list[str]


def in_group(prefix: str, answers: RawAnswers) -> RawAnswers:
    """The answers of one item: in_group('dogs.0', {'name': 'Bello'})."""
    return {f"{prefix}.{name}": value for name, value in answers.items()}


def person() -> RawAnswers:
    """Somebody with a name and an address."""
    return {"first_name": "Jens", "last_name": "Müller", **address("address")}


def dog_transfer(**changes: Changes) -> RawAnswers:
    """A keeper has moved to another street of the town."""
    return {
        "changes": ["address"],
        **day("since", "1.11.2026"),
        "first_name": "Jens",
        "last_name": "Müller",
        **day("birth_date", "3.4.1980"),
        **address("registered_address"),
        **address("new_address"),
        **in_group("dogs.0", {"name": "Bello", "chip": "276 098 100 123 456"}),
        **changes,
    }


def dog_farewell(**changes: Changes) -> RawAnswers:
    """A keeper's dog has died."""
    return {
        "reason": "died",
        **day("ended", "2.11.2026"),
        **person(),
        **in_group("dogs.0", {"name": "Bello", "tag_returned": "post"}),
        "refund_to": "known",
        "truthful": ["yes"],
        **changes,
    }


def easter_fire(**changes: Changes) -> RawAnswers:
    """A village association lights its fire on the Saturday before Easter 2027."""
    responsible: RawAnswers = {
        **person(),
        **day("birth_date", "3.4.1980"),
        "phone": "0151 23456789",
    }
    return {
        "organiser": "association",
        "organisation": "Heimatverein",
        "open_to_public": "yes",
        **in_group("responsible.0", responsible),
        "location": "Deichweg, Wiese gegenüber Nummer 4",
        "approach": "Von der Hauptstraße über den Deichweg",
        "owner": "organiser",
        "site_plan": [SCAN.id],
        **day("day", "27.3.2027"),
        "begin": "19:00",
        "end": "23:30",
        **day("piled_from", "22.3.2027"),
        "length": "6",
        "width": "5",
        "height": "3,5",
        "material": ["shrubs", "branches"],
        "material_pure": ["yes"],
        "to_buildings": "80",
        "to_woods": "150",
        "to_roads": "60",
        "to_power_lines": "100",
        "visitors": "120",
        "supervisors": "4",
        "extinguishers": "2",
        "water": ["tank"],
        "care": ["yes"],
        **changes,
    }


def vehicle_keeper() -> RawAnswers:
    """The private person a vehicle is registered to."""
    return {
        "private": ["yes"],
        "first_names": "Jens Ole",
        "last_name": "Müller",
        **day("birth_date", "3.4.1980"),
        "birth_place": "Leer",
        "sex": "male",
        **address("address"),
        "identity_proof": [SCAN.id],
    }


def vehicle_tax() -> RawAnswers:
    """An account the vehicle tax may be taken from."""
    return {"account_holder": "Jens Müller", "iban": IBAN, "tax_mandate": ["yes"]}


def vehicle_registration(**changes: Changes) -> RawAnswers:
    """A brand-new car with the next free plate."""
    return {
        "vehicle_state": "new",
        **vehicle_keeper(),
        "vin": VIN,
        "part_two_number": "AB 123456",
        "part_two_code": "aB3dE6gH9jK2",
        "evb": "a1b2c3d",
        "plate": "next",
        "plate_kind": "normal",
        **vehicle_tax(),
        **changes,
    }


def vehicle_transfer(**changes: Changes) -> RawAnswers:
    """A car bought from somebody; it keeps its plate."""
    return {
        "reason": "bought",
        **vehicle_keeper(),
        "current_plate": "EL-XY 77",
        "vin": VIN,
        "part_one_code": "aB3dE6g",
        "part_two_number": "AB123456",
        "part_two_code": "aB3dE6gH9jK2",
        "evb": "A1B2C3D",
        "plate": "keep",
        **vehicle_tax(),
        **changes,
    }


def vehicle_deregistration(**changes: Changes) -> RawAnswers:
    """A car that was sold."""
    return {
        "current_plate": "LER-AB 123",
        "vin": VIN,
        "part_one_code": "aB3dE6g",
        "seal_rear": "x7Q",
        "one_plate": "no",
        "seal_front": "Y2k",
        "future": "sold",
        "reserve": "no",
        **person(),
        "entitled": ["yes"],
        **changes,
    }


def bulky_waste(**changes: Changes) -> RawAnswers:
    """A sofa and two mattresses."""
    return {
        **person(),
        "phone": "04961 820",
        "items.count": "2",
        **in_group("items.0", {"what": "sofa", "count": "1"}),
        **in_group("items.1", {"what": "mattress", "count": "2"}),
        "volume": "2,5",
        **day("wish_day", "3.12.2026"),
        "household": ["yes"],
        **changes,
    }


def waste_bin(**changes: Changes) -> RawAnswers:
    """An owner exchanges the bin for residual waste."""
    task: RawAnswers = {"bin": "residual", "task": "exchange", "size": "120", "count": "1"}
    return {
        **person(),
        "role": "owner",
        "residents": "3",
        **in_group("bins.0", task),
        **day("from_day", "1.12.2026"),
        **changes,
    }


def found_keys(**changes: Changes) -> RawAnswers:
    """Somebody found keys and brings them."""
    return {
        "report": "found",
        "category": "keys",
        "description": "Schlüsselbund mit rotem Band",
        "place": "Hauptkanal rechts vor der Bücherei",
        **day("day", "19.11.2026"),
        "valuable": "yes",
        "keeping": "bring",
        "claims": "waive",
        "first_name": "Jens",
        "last_name": "Müller",
        **changes,
    }


def lost_identity_card(**changes: Changes) -> RawAnswers:
    """Somebody lost their identity card on a train."""
    card: RawAnswers = {"type": "identity_card", "number": "l01x00t47", "online_function": "done"}
    return {
        **in_group("documents.0", card),
        "stolen": "lost",
        **day("day", "18.11.2026"),
        "place": "Zug von Leer nach Papenburg",
        "first_names": "Ayşe",
        "last_name": "Öztürk",
        **day("birth_date", "1.3.1990"),
        "birth_place": "İzmir",
        **address("address"),
        "reports_for": "self",
        "truthful": ["yes"],
        **changes,
    }


def defect(**changes: Changes) -> RawAnswers:
    """A street lamp flickers; the citizen wants no questions."""
    return {
        "category": "light",
        "description": "Die Laterne flackert seit gestern",
        "danger": "no",
        "street": "Hauptkanal links",
        **day("noticed", "20.11.2026"),
        "may_ask": "no",
        **changes,
    }


def data_block(**changes: Changes) -> RawAnswers:
    """Somebody wants no letters from parties."""
    return {
        "transfers": ["parties"],
        "first_names": "Ayşe",
        "last_name": "Öztürk",
        **day("birth_date", "1.3.1990"),
        **address("address"),
        "with_children": "no",
        **changes,
    }


PLAUSIBLE: dict[str, Callable[..., RawAnswers]] = {
    "hund-ummelden": dog_transfer,
    "hund-abmelden": dog_farewell,
    "osterfeuer": easter_fire,
    "kfz-zulassung": vehicle_registration,
    "kfz-ummeldung": vehicle_transfer,
    "kfz-abmeldung": vehicle_deregistration,
    "sperrmuell": bulky_waste,
    "abfallbehaelter": waste_bin,
    "fundsache": found_keys,
    "verlust-ausweis": lost_identity_card,
    "maengelmeldung": defect,
    "uebermittlungssperre": data_block,
}
