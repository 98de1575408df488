"""Reading YAML that anybody may have written: whatever is in the file, the answer is a document,
or one fault with its line."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

MOST_BYTES = 1_000_000
MOST_NODES = 50_000
DEEPEST = 60
_FastLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Unreadable(Exception):
    """The file is no document; `line` counts from 1."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line, self.reason = line, reason


@dataclass(frozen=True)
class Document:
    """What a file says, and the tree it was made of, which knows the lines."""

    content: Any
    root: yaml.Node | None


class _Loader(_FastLoader):  # type: ignore[misc]
    """A safe loader that names the place of every value it cannot make, such as a 31 February."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except (ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
            reason = f"`{_short(node)}` cannot be read as {node.tag.rpartition(':')[2]}"
            raise Unreadable(_line(node.start_mark), reason) from error


def read_document(path: Path) -> Document:
    """The document of a file. Raises Unreadable."""
    try:
        with path.open("rb") as file:
            return _document(file.read(MOST_BYTES + 1))
    except OSError as error:
        raise Unreadable(1, f"cannot be read: {error.strerror}") from error


@lru_cache(maxsize=4)
def _document(raw: bytes) -> Document:
    text = _text(raw)
    try:
        _refuse_depth(text)
        loader = _Loader(text)
        root = loader.get_single_node()
        for node in _nodes(root):
            _refuse_odd_keys(node)
        return Document(loader.construct_document(root) if root else None, root)
    except yaml.YAMLError as error:
        raise _syntax(error) from error


def _text(raw: bytes) -> str:
    if len(raw) > MOST_BYTES:
        raise Unreadable(1, f"larger than {MOST_BYTES // 1000} kB: that is no content file")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise Unreadable(line, "not UTF-8: save the file in that encoding") from error


def _refuse_depth(text: str) -> None:
    """Before any tree is built: what is nested too deeply could not even be walked."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise Unreadable(_line(event.start_mark), f"nested more than {DEEPEST} levels deep")


def _nodes(root: yaml.Node | None) -> Iterator[yaml.Node]:
    """Every node as often as the document holds it, aliases unfolded, up to a bound."""
    waiting, seen = [(root, 0)] if root else [], 0
    while waiting:
        node, depth = waiting.pop()
        seen += 1
        if seen > MOST_NODES or depth > DEEPEST:
            raise Unreadable(_line(node.start_mark), "unfolds to far more than a content file has")
        yield node
        waiting += [(child, depth + 1) for child in _children(node)]


def _children(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [part for pair in node.value for part in pair]
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def _refuse_odd_keys(node: yaml.Node) -> None:
    keys = [key for key, _ in node.value] if isinstance(node, yaml.MappingNode) else []
    for key in keys:
        if not isinstance(key, yaml.ScalarNode) or not isinstance(key.value, Hashable):
            raise Unreadable(_line(key.start_mark), "a key is a word, not a list or a mapping")


def _syntax(error: yaml.YAMLError) -> Unreadable:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None)
    return Unreadable(_line(mark) if mark else 1, f"YAML: {problem or 'not a valid YAML file'}")


def _line(mark: Any) -> int:
    return int(mark.line) + 1


def _short(node: yaml.Node) -> str:
    text = str(node.value)
    return text if len(text) <= 40 else f"{text[:39]}…"
