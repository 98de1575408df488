"""Ways in which content files go wrong, each drawn by a random number generator of its own seed."""

import random
import re
from collections.abc import Callable, Iterator
from typing import Any

import yaml

Spoil = Callable[[random.Random, str], bytes]

ODD_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 10**400, 1.5, float("nan"), float("inf"), "", " ", "TODO", "x" * 5000,
    "\u202eabc", "a: b: c", [], [[]], [None], {}, {"a": 1}, {1: 2}, {None: None}, "2026-02-30",
    "*", "\x1b[31m", "{copies}", "[0-9", "(a+)+$", "\x85", "🐕",
)  # fmt: skip
ODD_YAML = (
    "a: &a [*a]\n",
    "*nowhere\n",
    "!!python/object/apply:os.system [echo]\n",
    "!!set {a, b}\n",
    "? [a, b]\n: c\n",
    "? {a: b}\n: c\n",
    "? {a: b}\n: c\n? {a: b}\n: d\n",
    "<<: 5\n",
    "<<: [1, 2]\n",
    "slug: 2026-11-22\n",
    "slug: 2026-99-99\n",
    "version: 0b12\n",
    "version: 1:99:99\n",
    "slug: !!int x\n",
    "slug: !!float x\n",
    "slug: !!timestamp x\n",
    "slug: !!binary x\n",
    "slug: !!null x\n",
    "slug: !!bool x\n",
    'name: "\\uD800"\n',
    'name: "\\e[31m"\n',
    "draft: maybe\n",
    "--- {}\n--- {}\n",
    "%YAML 9.9\n---\na: b\n",
    "a" * 100_000,
    "[" * 20_000,
    "{a: " * 20_000,
    "- " * 20_000,
    "? " * 5_000,
    "version: " + "9" * 6_000 + "\n",
    "version: 0x" + "f" * 6_000 + "\n",
    "\ufeff\ufeffslug: a\n",
)


def file_of_ruins(rng: random.Random, text: str) -> bytes:
    """The text spoilt in one or two ways."""
    if rng.random() < 0.6:
        text = spoil_a_value(rng, text).decode()
        if rng.random() < 0.7:
            return text.encode()
    return rng.choice(SPOILS)(rng, text)


def spoil_a_value(rng: random.Random, text: str) -> bytes:
    """Another value, or none, at any place of the document."""
    return _changed(text, lambda document: _spoil_place(rng, document))


def _changed(text: str, change: Callable[[Any], None]) -> bytes:
    try:
        document = yaml.safe_load(text)
        change(document)
        return yaml.safe_dump(document, allow_unicode=True, width=100).encode()
    except (yaml.YAMLError, ValueError, RecursionError, TypeError):
        return text.encode("utf-8", "replace")


def _spoil_place(rng: random.Random, document: Any) -> None:
    places = list(_places(document))
    if not places:
        return
    holder, key = rng.choice(places)
    match rng.randrange(5):
        case 0:
            del holder[key]
        case 1:
            holder[key] = _deep(rng.choice((40, 400)))
        case 2:
            other, other_key = rng.choice(places)
            holder[key] = yaml.safe_load(yaml.safe_dump(other[other_key]))
        case 3 if isinstance(holder, dict):
            holder[rng.choice(ODD_KEYS)] = holder.pop(key)
        case _:
            holder[key] = rng.choice(ODD_VALUES)


ODD_KEYS: tuple[Any, ...] = ("misspelt", 5, None, True, "", "a.b", "when", "use", "elements", "fee")


def _deep(depth: int) -> Any:
    nested: Any = "x"
    for level in range(depth):
        nested = {"not": nested} if level % 2 else [nested]
    return nested


def _places(node: Any) -> Iterator[tuple[Any, Any]]:
    items = node.items() if isinstance(node, dict) else enumerate(node)
    for key, value in list(items):
        yield node, key
        if isinstance(value, dict | list):
            yield from _places(value)


def shuffle_names(rng: random.Random, text: str) -> bytes:
    """A reference to another name that stands somewhere in the file, perhaps to itself."""
    names = re.findall(r"\b(?:id|use|field|code_list|slug|contact): ([a-z_][a-z0-9_.-]*)", text)
    if len(names) < 2:
        return text.encode()
    old, new = rng.choice(names), rng.choice(names)
    places = [m.start(1) for m in re.finditer(rf": ({re.escape(old)})\b", text)]
    if not places:
        return text.encode()
    place = rng.choice(places)
    return (text[:place] + new + text[place + len(old) :]).encode()


def drop_or_repeat_a_line(rng: random.Random, text: str) -> bytes:
    """A line too few, too many, or indented otherwise."""
    lines = text.split("\n")
    place = rng.randrange(len(lines))
    line = lines[place]
    lines[place : place + 1] = rng.choice(
        ([], [line, line], [f" {line}"], [f"\t{line}"], [line[1:]], [line, "\ufeff"],
         [f"{line} &x"], [line.replace(":", "")], [f"{line} *x"], [f"{line} |"], [f"'{line}"])
    )  # fmt: skip
    return "\n".join(lines).encode()


def spoil_a_byte(rng: random.Random, text: str) -> bytes:
    """A byte that is none of UTF-8, a control, another encoding, a cut in the middle."""
    raw = text.encode()
    place = rng.randrange(len(raw)) if raw else 0
    odd = rng.choice((b"\xff", b"\x00", b"\x07", b"\xc3", b"\xed\xa0\x80", b"%", b"@", b"`", b"\r"))
    return rng.choice(
        (
            raw[:place] + odd + raw[place:],
            raw[:place],
            text.encode("latin-1", "replace"),
            text.encode("utf-16"),
            b"\xef\xbb\xbf" + raw,
            b"",
            b"\n\n",
            raw.replace(b"\n", b"\r\n"),
        )
    )


def plant_a_bomb(rng: random.Random, text: str) -> bytes:
    """Aliases that unfold to a billion things, or something no content file holds."""
    if rng.random() < 0.3:
        lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
        lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
        bomb = "\n".join(lines) + "\n"
    else:
        bomb = rng.choice(ODD_YAML)
    return (bomb + text if rng.random() < 0.5 else text + bomb).encode()


SPOILS: tuple[Spoil, ...] = (
    shuffle_names,
    drop_or_repeat_a_line,
    spoil_a_byte,
    plant_a_bomb,
)
