"""What is wrong with pages in Leichte Sprache, and where they are hard to read."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from portal.catalogue.definition import ServiceDefinition
from portal.catalogue.easy_language import START, EasyPage, Line, Link, Steps, easy_files
from portal.catalogue.easy_rules import hard_to_read
from portal.shared.content_files import (
    Fault,
    FaultyFile,
    Location,
    fault_at,
    read_model,
    repeated_keys,
)

Services = Mapping[Path, ServiceDefinition]


def check_easy_language(folder: Path, services: Services) -> tuple[list[Fault], list[Fault]]:
    """Faults and hints. What is hard to read is a hint: people decide, not counters."""
    faults: list[Fault] = []
    hints: list[Fault] = []
    for path in easy_files(folder):
        try:
            faults += repeated_keys(path)
            page = read_model(path, EasyPage)
        except FaultyFile as faulty:
            faults += faulty.faults
        else:
            hints += [*_of_another_time(path, page, services), *_hard(path, page)]
    return faults, hints


def sentences(page: EasyPage) -> Iterator[tuple[Location, str]]:
    """Every sentence and heading with its place."""
    yield ("title",), page.title
    yield from _of_lines(("lines",), page.lines)
    for number, part in enumerate(page.parts):
        yield ("parts", number, "title"), part.title
        yield from _of_lines(("parts", number, "lines"), part.lines)


def _of_lines(at: Location, lines: tuple[Line, ...]) -> Iterator[tuple[Location, str]]:
    for number, line in enumerate(lines):
        here = (*at, number)
        match line:
            case str():
                yield here, line
            case Link():
                yield (*here, "words"), line.words
            case Steps():
                yield from (((*here, "steps", i), step) for i, step in enumerate(line.steps))
            case _:
                yield from (((*here, i), entry) for i, entry in enumerate(line))


def _hard(path: Path, page: EasyPage) -> Iterator[Fault]:
    for at, sentence in sentences(page):
        for reason in hard_to_read(sentence):
            yield fault_at(path, at, f"Leichte Sprache: {reason}")


def _of_another_time(path: Path, page: EasyPage, services: Services) -> Iterator[Fault]:
    if path.stem == START:
        return
    service = next((each for each in services.values() if each.slug == path.stem), None)
    if service is None:
        yield fault_at(path, (), f"there is no `{path.stem}` to describe")
    elif page.version != service.version:
        reason = f"written for version {page.version}, the service is at {service.version}"
        yield fault_at(path, ("version",), f"Leichte Sprache: {reason}")
