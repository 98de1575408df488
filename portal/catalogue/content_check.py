"""Everything that can be wrong with the content files, each with its file, line and reason."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from portal.catalogue import catalogue, easy_language, translation
from portal.catalogue.booking import lacks_booking_account
from portal.catalogue.case_title import counted_fields
from portal.catalogue.definition import ServiceDefinition
from portal.catalogue.easy_check import check_easy_language
from portal.catalogue.letter_templates import letter_faults
from portal.catalogue.message_templates import message_faults
from portal.catalogue.offer import fee_rule_of, usable_modes
from portal.catalogue.search import Wording, wording
from portal.catalogue.translation_check import check_translations
from portal.errors import ContentFault
from portal.fees import FeeRule, NoFee, OnSiteFee, fields_needed
from portal.forms import appointment_field, field_at
from portal.forms import faults as form_faults
from portal.municipalities import Municipality, OfferEntry, registry
from portal.shared.content_files import (
    CONTENT,
    Fault,
    FaultyFile,
    Location,
    fault_at,
    read_model,
    texts_of,
)
from portal.shared.content_files import repeated_keys as repeated

ASSETS = CONTENT.parent.parent / "assets"
PLACEHOLDER = re.compile(r"\bTODO\b")
_Model = TypeVar("_Model", Municipality, ServiceDefinition)


@dataclass(frozen=True)
class ContentReport:
    """`faults` keep the portal from starting, `hints` say what is not shown yet."""

    municipalities: int
    services: int
    faults: tuple[Fault, ...]
    hints: tuple[Fault, ...]


def require_sound_content() -> None:
    """Nothing starts with faulty content. Raises ContentFault naming each file, line, reason."""
    faults = check_content().faults
    if faults:
        told = "\n".join(f"  {fault}" for fault in faults)
        raise ContentFault(f"Das Portal startet nicht, solange Inhalte fehlerhaft sind:\n{told}")


def check_content(
    municipalities: Path = registry.FOLDER,
    services: Path = catalogue.FOLDER,
    translations: Path = translation.FOLDER,
) -> ContentReport:
    """Read every file of the folders and tell what is wrong with each."""
    faults: list[Fault] = []
    hints: list[Fault] = []
    towns = _read_all(municipalities, Municipality, faults, hints)
    offered = _read_all(services, ServiceDefinition, faults, hints)
    faults += [*_search_word_faults(), *_letter_faults(), *message_faults()]
    faults += registry.collisions(towns.items())
    faults += _ways_to_pay_faults(towns)
    faults += [fault for path, service in offered.items() for fault in _faults_of(path, service)]
    by_slug = {service.slug: service for service in offered.values()}
    for path, town in towns.items():
        faults += [*_fee_faults(path, town, by_slug), *_missing_downloads(path, town)]
        faults += [*_office_faults(path, town, by_slug), *_data_protection_faults(path, town)]
        hints += _hints(path, town, by_slug)
    for wrong, unfinished in (
        check_translations(translations, offered, towns),
        check_easy_language(translations / easy_language.FOLDER.name, offered),
    ):
        faults, hints = faults + wrong, hints + unfinished
    return ContentReport(len(towns), len(offered), _sorted(faults), _sorted(hints))


def _ways_to_pay_faults(towns: Mapping[Path, Municipality]) -> Iterator[Fault]:
    """What goes to one account is one payment: there must be a way that all of them accept."""
    shared: dict[str, set[str]] = {}
    for path, town in towns.items():
        own: set[str] = {str(way) for way in town.payment_methods} - {"transfer"}
        if own:
            common = shared.setdefault(town.payment_account, own)
            common &= own
            if not common:
                message = "payment_methods: nothing that all who share the payment account accept"
                yield fault_at(path, ("payment_methods",), message)


def _data_protection_faults(path: Path, town: Municipality) -> Iterator[Fault]:
    """A real municipality (its address is no example) says whom to ask (DSGVO Art. 13)."""
    if town.email.endswith(".example"):
        return
    told = town.data_protection
    if told is None or told.email.endswith(".example"):
        yield Fault(path, 1, "`data_protection` needs the data protection officer's real address")


def _read_all(
    folder: Path, model: type[_Model], faults: list[Fault], hints: list[Fault]
) -> dict[Path, _Model]:
    loaded: dict[Path, _Model] = {}
    faults += [Fault(path, 1, "name it .yaml") for path in sorted(folder.glob("*.yml"))]
    for path in sorted(folder.glob("*.yaml")):
        try:
            faults += repeated(path)
            loaded[path] = read_model(path, model)
            (hints if loaded[path].draft else faults).extend(_placeholders(path))
            hints += _drafts(path, loaded[path].draft)
        except FaultyFile as faulty:
            faults += faulty.faults
    return loaded


def _letter_faults() -> list[Fault]:
    try:
        return list(letter_faults())
    except FaultyFile as faulty:
        return list(faulty.faults)


def _search_word_faults() -> list[Fault]:
    try:
        read_model(wording.FILE, Wording)
    except FaultyFile as faulty:
        return faulty.faults
    return repeated(wording.FILE)


def _placeholders(path: Path) -> Iterator[Fault]:
    for line, text in texts_of(path):
        if PLACEHOLDER.search(text):
            yield Fault(path, line, "TODO: say here what is meant, before citizens read it")


def _drafts(path: Path, is_draft: bool) -> Iterator[Fault]:
    if is_draft:
        yield fault_at(path, ("draft",), "a draft: not shown until the line `draft` is gone")


def _missing_downloads(path: Path, town: Municipality) -> Iterator[Fault]:
    if not ASSETS.is_dir():  # an installation of the worker alone
        return
    for slug, entry in town.offers.items():
        file = entry.download or ""
        if file.startswith("/") and not (ASSETS / file[1:]).is_file():
            yield fault_at(path, ("offers", slug, "download"), f"there is no file assets{file}")


def _faults_of(path: Path, service: ServiceDefinition) -> Iterator[Fault]:
    if service.slug != path.stem:
        yield fault_at(path, ("slug",), f"slug: the file's name says `{path.stem}`")
    if service.form is None:
        return
    for fault in form_faults(service.form):
        yield _at(path, fault.pointer, fault.message)
    for field in counted_fields(service.case_title):
        if not _is_asked(service, field):
            yield fault_at(path, ("case_title",), f"case_title: the form has no field `{field}`")
    if service.fee is not None:
        yield from _rule_faults(path, ("fee",), service.fee, service)
    if service.identity_upload and not _asks_by_trust_level(service):
        reason = "identity_upload: no upload in the form depends on the trust level"
        yield fault_at(path, ("identity_upload",), reason)


def _fee_faults(
    path: Path, town: Municipality, services: dict[str, ServiceDefinition]
) -> Iterator[Fault]:
    for slug, entry in town.offers.items():
        service = services.get(slug)
        if service is None or entry.fee is None:
            continue
        location: Location = ("offers", slug, "fee")
        try:
            rule = fee_rule_of(service, entry)
        except ValidationError as error:
            for details in error.errors(include_url=False):
                yield fault_at(path, (*location, *details["loc"]), f"fee: {details['msg']}")
        else:
            if rule is not None:
                yield from _rule_faults(path, location, rule, service)


def _office_faults(
    path: Path, town: Municipality, services: dict[str, ServiceDefinition]
) -> Iterator[Fault]:
    """Appointments need an office that gives them; and an office gives only what is offered."""
    for slug, entry in town.offers.items():
        service = services.get(slug)
        if service is None:
            continue
        asks = "form" in entry.modes and asks_for_appointment(service)
        given = asks or (service.appointment and "appointment" in entry.modes)
        if asks and not isinstance(_fee_or_none(service, entry), NoFee | OnSiteFee):
            reason = f"{slug}: with an appointment in the form, the fee is paid on site"
            yield fault_at(path, ("offers", slug), reason)
        if given and not town.offices_for(slug):
            yield fault_at(path, ("offers", slug), f"{slug}: no office gives appointments")
    for key, office in town.offices.items():
        for slug in office.services:
            offered = town.offers.get(slug)
            if offered is None or "appointment" not in offered.modes:
                reason = f"{slug}: is not offered with `appointment`"
                yield fault_at(path, ("offices", key, "services", slug), reason)


def asks_for_appointment(service: ServiceDefinition) -> bool:
    """Whether the form has a field of the kind `appointment`."""
    return service.form is not None and appointment_field(service.form) is not None


def _fee_or_none(service: ServiceDefinition, entry: OfferEntry) -> FeeRule | None:
    try:
        return fee_rule_of(service, entry)
    except ValidationError:
        return None


def _rule_faults(
    path: Path, location: Location, rule: FeeRule, service: ServiceDefinition
) -> Iterator[Fault]:
    for name in fields_needed(rule):
        if not _is_asked(service, name):
            yield fault_at(path, location, f"fee: the form has no field `{name}`")


def _hints(
    path: Path, town: Municipality, services: dict[str, ServiceDefinition]
) -> Iterator[Fault]:
    for slug, entry in town.offers.items():
        service = services.get(slug)
        if service is None:
            reason = f"{slug}: not shown, there is no such service yet{_meant(slug, services)}"
            yield fault_at(path, ("offers", slug), reason)
            continue
        if service.draft:
            yield fault_at(path, ("offers", slug), f"{slug}: not shown, the service is a draft")
        for mode in entry.modes:
            if not entry.off and mode not in usable_modes(service, entry):
                reason = f"{slug}: `{mode}` is not shown, the service has none yet"
                yield fault_at(path, ("offers", slug), reason)
        if "form" in entry.modes and not entry.contact and service.contact not in town.contacts:
            reason = f"{slug}: there is no contact `{service.contact}`, the front desk is shown"
            yield fault_at(path, ("offers", slug), reason)
        if _is_paid_online(service, entry) and lacks_booking_account(service, entry):
            reason = f"{slug}: no `booking_account`, the treasury must find out where to book"
            yield fault_at(path, ("offers", slug), reason)


def _is_paid_online(service: ServiceDefinition, entry: OfferEntry) -> bool:
    rule = _fee_or_none(service, entry)
    usable = "form" in usable_modes(service, entry)
    return usable and rule is not None and not isinstance(rule, NoFee | OnSiteFee)


def _meant(slug: str, services: dict[str, ServiceDefinition]) -> str:
    near = get_close_matches(slug, services, n=1, cutoff=0.75)
    return f" (perhaps `{near[0]}` is meant)" if near else ""


def _is_asked(service: ServiceDefinition, name: str) -> bool:
    form = service.form
    if form is None:
        return False
    groups = {e.id for step in form.steps for e in step.elements if e.kind == "group"}
    return name in groups or field_at(form, name) is not None


def _asks_by_trust_level(service: ServiceDefinition) -> bool:
    steps = service.form.steps if service.form else ()
    uploads = (e for step in steps for e in step.elements if e.kind == "file")
    return any("trust_level" in upload.model_dump_json(include={"when"}) for upload in uploads)


def _at(path: Path, pointer: str, message: str) -> Fault:
    steps = tuple(int(part) if part.isdecimal() else part for part in pointer.split("."))
    return fault_at(path, ("form", *steps), message)


def _sorted(faults: list[Fault]) -> tuple[Fault, ...]:
    return tuple(sorted(set(faults), key=lambda fault: (fault.file, fault.line, fault.reason)))
