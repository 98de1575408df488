"""Everything that can be wrong with the content files, each with its file, line and reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from portal.catalogue import catalogue, translation
from portal.catalogue.case_title import counted_fields
from portal.catalogue.definition import ServiceDefinition
from portal.catalogue.offer import fee_rule_of, usable_modes
from portal.catalogue.translation_check import check_translations
from portal.fees import FeeRule, fields_needed
from portal.forms import faults as form_faults
from portal.forms import field_at
from portal.municipalities import Municipality, registry
from portal.shared.content_files import Fault, FaultyFile, Location, fault_at, read_model
from portal.shared.content_files import repeated_keys as repeated

_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True)
class ContentReport:
    """`faults` keep the content from being used, `hints` say what is not shown yet."""

    municipalities: int
    services: int
    faults: tuple[Fault, ...]
    hints: tuple[Fault, ...]


def check_content(
    municipalities: Path = registry.FOLDER,
    services: Path = catalogue.FOLDER,
    translations: Path = translation.FOLDER,
) -> ContentReport:
    """Read every file of the folders and tell what is wrong with each."""
    faults: list[Fault] = []
    towns = _read_all(municipalities, Municipality, faults)
    offered = _read_all(services, ServiceDefinition, faults)
    faults += registry.collisions(towns.items())
    faults += [fault for path, service in offered.items() for fault in _faults_of(path, service)]
    by_slug = {service.slug: service for service in offered.values()}
    faults += [fault for path, town in towns.items() for fault in _fee_faults(path, town, by_slug)]
    hints = [hint for path, town in towns.items() for hint in _hints(path, town, by_slug)]
    wrong, untranslated = check_translations(translations, offered, towns)
    faults, hints = faults + wrong, hints + untranslated
    return ContentReport(len(towns), len(offered), _sorted(faults), _sorted(hints))


def _read_all(folder: Path, model: type[_Model], faults: list[Fault]) -> dict[Path, _Model]:
    loaded: dict[Path, _Model] = {}
    for path in sorted(folder.glob("*.y*ml")):
        try:
            faults += repeated(path)
            loaded[path] = read_model(path, model)
        except FaultyFile as faulty:
            faults += faulty.faults
    return loaded


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
            yield fault_at(
                path, ("offers", slug), f"{slug}: not shown, there is no such service yet"
            )
            continue
        for mode in entry.modes:
            if mode not in usable_modes(service, entry):
                reason = f"{slug}: `{mode}` is not shown, the service has none yet"
                yield fault_at(path, ("offers", slug), reason)
        if "form" in entry.modes and not entry.contact and service.contact not in town.contacts:
            reason = f"{slug}: there is no contact `{service.contact}`, the front desk is shown"
            yield fault_at(path, ("offers", slug), reason)


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
