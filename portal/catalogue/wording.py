"""Which parts of a definition are words for citizens, and how to say them otherwise."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel

from portal.shared.content_files import Location

Model = TypeVar("Model", bound=BaseModel)
Change = Callable[[Location, str], str]
"""What a text becomes; the location says where it is written, as keys of its file."""

WORDS = frozenset(
    {
        *("name", "title", "summary", "description", "requirements", "next_steps", "words"),
        *("case_title", "fee_words", "question", "answer", "lead", "label", "hint", "help"),
        *(
            "phrase",
            "example",
            "text",
            "item_title",
            "message",
            "note",
            "more",
            "off",
            "unit",
            "unit_one",
            "proof",
        ),
        *("yes_label", "no_label", "free_words", "first_label", "further_label", "further_words"),
        *("required", "invalid", "too_short", "too_long", "too_small", "too_large"),
    }
)
"""Names of the attributes that hold words."""

NOT_TRANSLATED = frozenset(
    {"legal_basis", "fim", "when", "must", "synonyms", "checklist", "duplicate_fields"}
)
"""What is left as it is: the law stays German, and people search with words of their own;
the checklist is for the town hall."""

MAY_STAY = frozenset({"example"})
"""Names and numbers mostly, the same in every language."""


def reworded(part: Model, change: Change, at: Location = ()) -> Model:
    """A copy in which every text is what `change` makes of it; all else is the same."""
    told = {
        name: _reworded(value, name in WORDS, change, (*at, name))
        for name, value in part
        if name not in NOT_TRANSLATED
    }
    return part.model_copy(update=told)


def texts_of(part: BaseModel) -> tuple[tuple[Location, str], ...]:
    """Every text with its place, in the order in which they are written."""
    found: list[tuple[Location, str]] = []

    def note(at: Location, text: str) -> str:
        found.append((at, text))
        return text

    reworded(part, note)
    return tuple(found)


def name_of(at: Location) -> str:
    """The attribute at a location: `requirements` for ("requirements", 2)."""
    return next(str(step) for step in reversed(at) if isinstance(step, str))


def _reworded(value: Any, is_words: bool, change: Change, at: Location) -> Any:
    match value:
        case BaseModel():
            return reworded(value, change, at)
        case str():
            return change(at, value) if is_words and value else value
        case tuple():
            return tuple(
                _reworded(each, is_words, change, (*at, i)) for i, each in enumerate(value)
            )
        case Mapping():
            return {key: _reworded(each, False, change, (*at, key)) for key, each in value.items()}
        case _:
            return value
