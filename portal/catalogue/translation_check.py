"""What is wrong with the translations, and what nobody has translated yet, with file and line."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from pydantic import BaseModel, ValidationError

from portal.catalogue.case_title import counted_fields, title_faults
from portal.catalogue.definition import ServiceDefinition
from portal.catalogue.offer import parsed_fee
from portal.catalogue.overlay import Overlay, language_of, languages_in, paragraphs, read_overlay
from portal.catalogue.translation import COMMON, Untranslated, overlay_files, strictly
from portal.catalogue.wording import name_of, texts_of
from portal.municipalities import Municipality
from portal.municipalities.offer import SWITCHED_OFF
from portal.shared.content_files import Fault, FaultyFile, fault_at, repeated_keys

Services = Mapping[Path, ServiceDefinition]
Towns = Mapping[Path, Municipality]
Findings = tuple[list[Fault], list[Fault]]
Role = tuple[str, str]


def check_translations(folder: Path, services: Services, towns: Towns) -> Findings:
    """Faults and hints. A missing or outdated translation is a hint: the service is shown in
    German until it is complete."""
    overlays, faults = _read_all(folder)
    hints: list[Fault] = []
    for path, overlay in overlays.items():
        faults += _twice(path, overlay)
        faults += _other_counts(path, overlay)
        hints += _outdated(path, overlay, _texts_meant(path, overlays, services, towns))
    for language in languages_in(folder):
        hints += _missing(folder, language, overlays, services)
    return faults, hints


def _read_all(folder: Path) -> tuple[dict[Path, Overlay], list[Fault]]:
    overlays: dict[Path, Overlay] = {}
    faults: list[Fault] = []
    for path in overlay_files(folder):
        try:
            faults += repeated_keys(path)
            overlays[path] = read_overlay(path)
        except FaultyFile as faulty:
            faults += faulty.faults
    return overlays, faults


def _twice(path: Path, overlay: Overlay) -> Iterator[Fault]:
    seen: set[Role] = set()
    for number, entry in enumerate(overlay.entries):
        key = (entry.role, " ".join(entry.german.split()))
        if key in seen:
            yield _entry(path, number, f"translated a second time: `{_shown(entry.german)}`")
        seen.add(key)


def _other_counts(path: Path, overlay: Overlay) -> Iterator[Fault]:
    """A title that counts must count the same in every language."""
    for number, entry in enumerate(overlay.entries):
        if "{" not in entry.german:
            continue
        same = counted_fields(entry.german) == counted_fields(entry.said)
        if not same or title_faults(entry.said):
            reason = f"counts otherwise than the German text: `{_shown(entry.said)}`"
            yield _entry(path, number, reason)


def _texts_meant(
    path: Path, overlays: Mapping[Path, Overlay], services: Services, towns: Towns
) -> set[Role] | None:
    """The texts a file may translate, each with its role; None where it is about nothing."""
    if path.stem == COMMON:
        language = path.parent
        spoken = [s for p, s in services.items() if language / f"{p.stem}.yaml" in overlays]
        municipal = (part for town in towns.values() for part in _parts_of(town))
        return _roles(*spoken, *municipal) | {("", SWITCHED_OFF)}
    if path.parent.name == "municipalities":
        town = next((town for town in towns.values() if town.slug == path.stem), None)
        return _roles(*_parts_of(town)) if town else None
    service = next((service for service in services.values() if service.slug == path.stem), None)
    return _roles(service) if service else None


def _parts_of(town: Municipality) -> Iterator[BaseModel]:
    """The municipality with its own fee rules."""
    yield town
    for entry in town.offers.values():
        with suppress(ValidationError):  # named by the check of the municipality itself
            if entry.fee is not None:
                yield parsed_fee(entry.fee)


def _roles(*parts: BaseModel) -> set[Role]:
    return {
        role
        for part in parts
        for at, text in texts_of(part)
        for paragraph in paragraphs(text)
        for role in ((name_of(at), paragraph), ("", paragraph))
    }


def _outdated(path: Path, overlay: Overlay, meant: set[Role] | None) -> Iterator[Fault]:
    if meant is None:
        yield fault_at(path, (), f"there is no `{path.stem}` to translate")
        return
    for number, entry in enumerate(overlay.entries):
        if any((entry.role, part) not in meant for part in paragraphs(entry.german)):
            reason = f"outdated, the German text is another now: `{_shown(entry.german)}`"
            yield _entry(path, number, reason)


def _missing(
    folder: Path, language: str, overlays: Mapping[Path, Overlay], services: Services
) -> Iterator[Fault]:
    common = overlays.get(folder / language / f"{COMMON}.yaml")
    for path, service in services.items():
        own = overlays.get(folder / language / path.name)
        if own is None:
            continue
        words = {**(common.words if common else {}), **own.words}
        yield from _missing_in(path, service, words, language)


def _missing_in(
    path: Path, service: ServiceDefinition, words: Mapping[Role, str], language: str
) -> Iterator[Fault]:
    for at, text in texts_of(service):
        try:
            strictly(words, at, text)
        except Untranslated as missing:
            reason = f"shown in German, `{language}` lacks: `{_shown(str(missing))}`"
            yield fault_at(path, at, reason)


def _entry(path: Path, number: int, reason: str) -> Fault:
    return fault_at(path, ("texts", number), f"{language_of(path)}: {reason}")


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:59]}…"
