"""Content files (YAML): read them, and say which line of which file is wrong and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from portal.errors import ContentFault
from portal.shared.yaml_files import Document, Unreadable, read_document

CONTENT = Path(__file__).resolve().parent.parent / "content"
_Model = TypeVar("_Model", bound=BaseModel)
Location = tuple[str | int, ...]


@dataclass(frozen=True)
class Fault:
    """One thing wrong in one content file; `line` counts from 1."""

    file: Path
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{_short(self.file)}:{self.line}: {_in_one_line(self.reason)}"


class FaultyFile(ContentFault):
    """A content file that cannot be used; `faults` has each reason with its line."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


def read_model(path: Path, model: type[_Model]) -> _Model:
    """The file as `model`. Raises FaultyFile naming every fault with its line."""
    try:
        return model.model_validate(_read(path).content)
    except ValidationError as error:
        raise FaultyFile(_faults_of(path, error)) from error


def texts_of(path: Path) -> Iterator[tuple[int, str]]:
    """Every value of the file that is no list and no mapping, with its line; a text of several
    lines (`|`) line by line."""
    for node in _scalars(_compose(path)):
        first = node.start_mark.line + 1
        if node.style == "|":
            yield from enumerate(node.value.split("\n"), first + 1)
        else:
            yield first, node.value


def repeated_keys(path: Path) -> list[Fault]:
    """Keys that stand twice in one mapping: YAML would silently keep the last."""
    return [
        Fault(path, key.start_mark.line + 1, f"`{key.value}` stands here a second time")
        for mapping in _mappings(_compose(path))
        for key in _keys_seen_before(mapping)
    ]


def fault_at(path: Path, location: Location, reason: str) -> Fault:
    """A fault of the file's content, found by its keys, e.g. ("offers", "abfall")."""
    return Fault(path, _line_of(_compose(path), location), reason)


def _read(path: Path) -> Document:
    try:
        return read_document(path)
    except Unreadable as fault:
        raise FaultyFile([Fault(path, fault.line, fault.reason)]) from fault


def _compose(path: Path) -> yaml.Node | None:
    return _read(path).root


def _faults_of(path: Path, error: ValidationError) -> list[Fault]:
    root = _compose(path)
    faults = [_fault_of(path, root, details) for details in error.errors(include_url=False)]
    return sorted(set(faults), key=lambda fault: (fault.line, fault.reason))


def _fault_of(path: Path, root: yaml.Node | None, details: ErrorDetails) -> Fault:
    location, reason = _narrowed(root, details["loc"], _reason(details))
    words = _path_in_words(root, location)
    return Fault(path, _line_of(root, location), f"{words}: {reason}" if words else reason)


def _narrowed(root: yaml.Node | None, location: Location, reason: str) -> tuple[Location, str]:
    """A model that weighs several keys begins its message with the one at fault, such as
    'offers.abfall: …': its place is that key's."""
    named, colon, rest = reason.partition(": ")
    keys = tuple(named.split("."))
    found = len(list(_walk(root, location + keys))) - len(list(_walk(root, location)))
    return (location + keys, rest) if colon and found == len(keys) else (location, reason)


def _reason(details: ErrorDetails) -> str:
    name = details["loc"][-1] if details["loc"] else ""
    match details["type"]:
        case "missing":
            return f"`{name}` is missing"
        case "extra_forbidden":
            return "not known here (misspelt?)"
        case "value_error":
            return details["msg"].removeprefix("Value error, ")
        case _:
            return f"{details['msg']}, not `{_shown(details['input'])}`"


def _shown(value: object) -> str:
    try:
        text = str(value)
    except ValueError:  # an integer of thousands of digits
        return "…"
    return text if len(text) <= 60 else f"{text[:59]}…"


def _line_of(root: yaml.Node | None, location: Location) -> int:
    line = root.start_mark.line if root else 0
    for _, found in _walk(root, location):
        line = found
    return line + 1


def _path_in_words(root: yaml.Node | None, location: Location) -> str:
    words = ""
    for step, _ in _walk(root, location):
        words += f"[{step + 1}]" if isinstance(step, int) else f".{step}"
    return words.removeprefix(".")


def _walk(node: yaml.Node | None, location: Location) -> Iterator[tuple[str | int, int]]:
    """The steps of `location` that exist in the file, each with its line.

    Steps that do not are left out: a missing key, or the branch of a union pydantic names.
    """
    for step in location:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == str(step):
                    yield step, key.start_mark.line
                    node = value
                    break
        elif (
            isinstance(node, yaml.SequenceNode)
            and isinstance(step, int)
            and 0 <= step < len(node.value)
        ):
            node = node.value[step]
            yield step, node.start_mark.line


def _scalars(node: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.MappingNode):
        for _, value in node.value:
            yield from _scalars(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _scalars(value)


def _mappings(node: yaml.Node | None) -> Iterator[yaml.MappingNode]:
    if isinstance(node, yaml.MappingNode):
        yield node
        for _, value in node.value:
            yield from _mappings(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _mappings(value)


def _keys_seen_before(mapping: yaml.MappingNode) -> Iterator[yaml.ScalarNode]:
    seen = set()
    for key, _ in mapping.value:
        if key.value in seen:
            yield key
        seen.add(key.value)


def _in_one_line(reason: str) -> str:
    """Fit for a terminal: no line breaks, no controls, nothing that cannot be encoded."""
    words = " ".join(reason.split())
    return "".join(char if char.isprintable() else "\ufffd" for char in words)


def _short(path: Path) -> Path:
    root = CONTENT.parent.parent
    return path.relative_to(root) if path.is_relative_to(root) else path
