"""Districts and postcodes: what was answered to questions for one, and which forms ask at all."""

from collections.abc import Iterator, Mapping
from typing import Any

from portal.cases.duty.roster import folded
from portal.catalogue import load_catalogue
from portal.forms.structure import outline

_PLACES = frozenset({"district", "postcode"})


def places_in(answers: Mapping[str, Any]) -> frozenset[str]:
    """Every district and postcode that was answered, wherever in the form."""
    return frozenset(_places(answers))


def asks_for_place(service: str) -> bool:
    """Whether the service's form asks for a district or a postcode; a service without a form of
    its own does not."""
    found = next((one for one in load_catalogue().services if one.slug == service), None)
    if found is None or found.form is None:
        return False
    return any(node.path.rsplit(".", 1)[-1] in _PLACES for node in outline(found.form))


def _places(answers: Any, key: str = "") -> Iterator[str]:
    if isinstance(answers, Mapping):
        for name, value in answers.items():
            yield from _places(value, name.rsplit(".", 1)[-1])
    elif isinstance(answers, list):
        for value in answers:
            yield from _places(value, key)
    elif isinstance(answers, str) and key in _PLACES and answers.strip():
        yield folded(answers)
