"""`portal content new-municipality`: a municipality's file, ready to be served or nearly so."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from portal.catalogue import ServiceDefinition
from portal.cli.asking import TODO, Questions, Refusal, anything, one_of, scalar
from portal.errors import InvalidInput
from portal.municipalities import Municipality
from portal.municipalities.arms import DRAWINGS
from portal.municipalities.colours import mix
from portal.municipalities.palette import unreadable_pairs

KINDS = ("Stadt", "Gemeinde", "Samtgemeinde", "Landkreis")
LIGHT_SHARES = [share / 20 for share in range(20)]


@dataclass(frozen=True)
class Town:
    """What was answered about a new municipality."""

    slug: str
    prefix: str
    name: str
    full_name: str
    kind: str
    county: str
    state: str
    colour: str
    arms: str
    street: str
    postcode: str
    city: str
    phone: str
    email: str
    hours: str
    network: str = ""


@dataclass(frozen=True)
class TownOptions:
    """The command's options; None is still to be asked."""

    name: str | None = None
    kind: str | None = None
    county: str | None = None
    state: str | None = None
    prefix: str | None = None
    street: str | None = None
    postcode: str | None = None
    city: str | None = None
    phone: str | None = None
    email: str | None = None
    hours: str | None = None
    colour: str | None = None
    arms: str | None = None
    network: str | None = None


def ask_about_town(
    slug: str, given: TownOptions, known: Iterable[Municipality], ask: Questions
) -> Town:
    """The town as answered. Raises InvalidInput for what will not do and for what is missing."""
    towns = tuple(known)
    name = ask.needed("--name", given.name, "Name (z. B. Papenburg)", anything)
    kind = ask.needed("--kind", given.kind, f"Art ({', '.join(KINDS)})", one_of(KINDS))
    town = Town(
        slug=slug,
        name=name,
        kind=kind,
        full_name=name if name.startswith(kind) else f"{kind} {name}",
        county=ask.needed("--county", given.county, "Landkreis", anything),
        state=ask.assumed("--state", given.state, "Land", "Niedersachsen", anything),
        prefix=ask.assumed(
            "--prefix",
            given.prefix,
            "Drei Buchstaben für Aktenzeichen",
            free_prefix(name or slug, towns),
            _prefix_refusal(towns),
        ),
        street=ask.needed("--street", given.street, "Rathaus: Straße und Nummer", anything),
        postcode=ask.needed("--postcode", given.postcode, "Rathaus: Postleitzahl", _POSTCODE),
        city=ask.assumed("--city", given.city, "Rathaus: Ort", name, anything),
        phone=ask.needed("--phone", given.phone, "Telefon der Zentrale", _PHONE),
        email=ask.needed("--email", given.email, "E-Mail-Adresse des Rathauses", _EMAIL),
        hours=ask.assumed(
            "--hours", given.hours, "Öffnungszeiten Montag bis Freitag", TODO, _hours_refusal
        ),
        colour=ask.assumed(
            "--colour", given.colour, "Farbe der Kommune", "#0f4c81", _colour_refusal
        ),
        arms=ask.assumed(
            "--arms",
            given.arms,
            f"Zeichnung statt eines Wappens ({', '.join(DRAWINGS)})",
            "church",
            one_of(DRAWINGS),
        ),
        network=given.network or "",
    )
    ask.finish()
    return town


def town_file(
    town: Town, services: Iterable[ServiceDefinition], known: Iterable[Municipality]
) -> str:
    """The YAML file. It is a draft while something in it still has to be said."""
    chosen = sorted(services, key=lambda service: (service.category, service.slug))
    departments = _departments({service.contact for service in chosen}, known)
    parts = [
        "# yaml-language-server: $schema=../schema/municipality.schema.json",
        "# Was die Schlüssel bedeuten: docs/content.md. Prüfen: portal content check.",
        f"slug: {town.slug}",
        *_draft_lines(town.hours == TODO),
        f"prefix: {town.prefix}   # beginnt jedes Aktenzeichen und bleibt für immer",
        f"name: {scalar(town.name)}",
        f"full_name: {scalar(town.full_name)}",
        f"kind: {town.kind}",
        f"county: {scalar(town.county)}",
        f"state: {scalar(town.state)}",
        *([f"network: {town.network}"] if town.network else []),
        "# Die Farbe auf hellem Grund und ihre hellere Schwester für den dunklen.",
        f'colour: {{light: "{town.colour}", dark: "{dark_sister(town.colour)}"}}',
        f"arms: {town.arms}   # eine eigene Zeichnung, nie ein echtes Wappen",
        f"address: {{street: {scalar(town.street)}, "
        f'postcode: "{town.postcode}", city: {scalar(town.city)}}}',
        f'phone: "{town.phone}"',
        f"email: {town.email}",
        *_hours_lines(town.hours),
        "",
        "# Abteilungen, keine Personen. Solange hier die Zentrale steht, fragt man dort nach.",
        "contacts:" if departments else "contacts: {}",
        *(line for key, name in departments for line in _contact_lines(key, name, town)),
        "",
        *_office_lines(town, [service.slug for service in chosen if service.appointment]),
        "",
        "# Welche Leistungen, und wie: form, appointment, info, download, link; `off` schaltet",
        "# eine vorübergehend ab. Eigene Gebühr, Dauer, Texte: docs/content.md, „What differs“.",
        "offers:" if chosen else "offers: {}",
        *(f"  {service.slug}: {mode_of(service)}" for service in chosen),
    ]
    return "\n".join(parts) + "\n"


def mode_of(service: ServiceDefinition) -> str:
    """How a new municipality offers the service at first."""
    modes = ["form"] * (service.form is not None) + ["appointment"] * service.appointment
    return f"[{', '.join(modes)}]" if len(modes) > 1 else (modes or ["info"])[0]


def free_prefix(name: str, known: Iterable[Municipality]) -> str:
    """Three letters of the name that no other municipality has."""
    letters = re.sub("[^A-Z]", "", name.upper().translate(_PLAIN)) + "XYZ"
    taken = {town.prefix for town in known}
    tries = (letters[0] + letters[i] + letters[j] for j in range(2, len(letters))
             for i in range(1, j))  # fmt: skip
    return next((prefix for prefix in tries if prefix not in taken), letters[:3])


def dark_sister(colour: str) -> str:
    """The colour as much brighter as dark pages need."""
    bright = (mix(colour, "#ffffff", share) for share in LIGHT_SHARES)
    return next(c for c in bright if not _dark_faults(c))


def _dark_faults(colour: str) -> list[str]:
    return [pair for pair in unreadable_pairs("#000000", colour) if pair.startswith("dark")]


_PLAIN = str.maketrans({"Ä": "A", "Ö": "O", "Ü": "U", "ß": "S"})


def _pattern(pattern: str, example: str) -> Refusal:
    return lambda answer: "" if re.fullmatch(pattern, answer) else f"bitte wie {example}"


_POSTCODE = _pattern(r"\d{5}", "26871")
_PHONE = _pattern(r"[0-9+][0-9 ()/-]+", "04961 0000-0")
_EMAIL = _pattern(r"[^@\s]+@[^@\s]+\.[a-z]+", "rathaus@papenburg.example")


def _prefix_refusal(known: tuple[Municipality, ...]) -> Refusal:
    owners = {town.prefix: town.name for town in known}

    def refusal(answer: str) -> str:
        if not re.fullmatch("[A-Z]{3}", answer):
            return "drei große Buchstaben, bitte"
        return f"{answer} gehört {owners[answer]}" if answer in owners else ""

    return refusal


def _colour_refusal(answer: str) -> str:
    if not re.fullmatch("#[0-9a-f]{6}", answer):
        return "bitte wie #0f4c81 (kleine Buchstaben)"
    pairs = [pair for pair in unreadable_pairs(answer, "#ffffff") if not pair.startswith("dark")]
    return f"zu wenig Kontrast, bitte dunkler ({'; '.join(pairs)})" if pairs else ""


def _hours_refusal(answer: str) -> str:
    span = r"\d{1,2}:\d{2}-\d{1,2}:\d{2}"
    if answer == TODO or re.fullmatch(rf"{span}(, {span})*", answer):
        return ""
    return "bitte wie 8:00-12:30 oder 8:00-12:30, 14:00-17:00"


def _draft_lines(is_draft: bool) -> list[str]:
    if not is_draft:
        return []
    return ["draft: true   # noch nicht zu sehen; diese Zeile löschen, wenn kein TODO mehr dasteht"]


def _hours_lines(hours: str) -> list[str]:
    if hours == TODO:
        return ["opening_hours:", f"  note: {TODO} Öffnungszeiten eintragen, etwa mo 8:00-12:30"]
    return ["opening_hours:", *(f"  {day}: {hours}" for day in ("mo", "di", "mi", "do", "fr"))]


def _office_lines(town: Town, with_appointments: list[str]) -> list[str]:
    """Where appointments take place: the town hall, in its hours, until something else is said."""
    if not with_appointments:
        return []
    hours = [line.replace("opening_hours", "hours") for line in _hours_lines(town.hours)]
    minutes = ", ".join(f"{slug}: 20" for slug in with_appointments)
    return [
        "",
        "# Wo es Termine gibt: wie viele Plätze nebeneinander, wann, wie viele Minuten.",
        "offices:",
        "  buergerbuero:",
        f"    name: {scalar(f'Bürgerbüro {town.name}')}",
        "    desks: 1",
        *(f"    {line}" for line in hours),
        f"    services: {{{minutes}}}",
    ]


def _departments(keys: set[str], known: Iterable[Municipality]) -> list[tuple[str, str]]:
    """Key and name: as other municipalities call theirs, without the place."""
    names = {
        key: contact.name.removesuffix(town.name).strip()
        for town in known
        for key, contact in town.contacts.items()
    }
    return [(key, names.get(key, key.capitalize())) for key in sorted(keys)]


def _contact_lines(key: str, name: str, town: Town) -> list[str]:
    return [
        f"  {key}:",
        f"    name: {scalar(f'{name} {town.name}')}",
        f'    phone: "{town.phone}"',
        f"    email: {town.email}",
    ]


def services_named(named: str, services: Iterable[ServiceDefinition]) -> list[ServiceDefinition]:
    """The services of a comma list; all that can be had online for `all`. Raises InvalidInput."""
    by_slug = {service.slug: service for service in services}
    if named == "all":
        return [service for service in by_slug.values() if service.form is not None]
    slugs = [slug.strip() for slug in named.split(",") if slug.strip()]
    if unknown := [slug for slug in slugs if slug not in by_slug]:
        raise InvalidInput(f"Diese Leistungen gibt es nicht: {', '.join(unknown)}")
    return [by_slug[slug] for slug in dict.fromkeys(slugs)]
