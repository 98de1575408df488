"""The step of a form in which relief of the fee is asked for: made from the service's
`fee_relief`, and asked only for whoever wants it.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from portal.fees import ReliefKind

if TYPE_CHECKING:
    from portal.catalogue.definition import ServiceDefinition

STEP = "fee_relief"
FIELD = "fee_relief"
NONE = "none"


def with_relief_step(written: Mapping[str, Any]) -> dict[str, Any]:
    """A service as written, its form with the step at the end; as it is where it has one."""
    form, kinds = written.get("form"), written.get("fee_relief")
    if not isinstance(form, Mapping) or not isinstance(kinds, list | tuple) or not kinds:
        return dict(written)
    steps = form.get("steps")
    if not isinstance(steps, list | tuple) or any(_is_the_step(step) for step in steps):
        return dict(written)
    readable = [kind for kind in kinds if isinstance(kind, Mapping)]
    return {**written, "form": {**form, "steps": [*steps, _step(readable)]}}


def relief_chosen(service: "ServiceDefinition", typed: Mapping[str, object]) -> ReliefKind | None:
    """What these answers ask for; None where the whole fee is to be paid."""
    chosen = typed.get(FIELD)
    return next((kind for kind in service.fee_relief if kind.code == chosen), None)


def proof_path(code: str) -> str:
    """The upload field of a kind's proof."""
    return f"{FIELD}_{code}"


def _is_the_step(step: object) -> bool:
    return isinstance(step, Mapping) and step.get("id") == STEP


def _step(kinds: list[Mapping[str, Any]]) -> dict[str, Any]:
    codes = [kind.get("code", "") for kind in kinds]
    asked = {"field": FIELD, "in": codes}
    return {
        "id": STEP,
        "title": "Möchten Sie weniger oder nichts bezahlen?",
        "lead": (
            "Sie zahlen dann jetzt nichts. Die Verwaltung prüft Ihren Nachweis und entscheidet. "
            "Bleibt etwas zu bezahlen, schreiben wir Ihnen."
        ),
        "on_request": True,
        "elements": [
            {
                "id": FIELD,
                "kind": "radio",
                "label": "Ihr Grund",
                "phrase": "Ihren Grund",
                "options": [*(_option(kind) for kind in kinds), _FULL_FEE],
            },
            *(_proof(kind) for kind in kinds),
            {
                "id": f"{FIELD}_words",
                "kind": "textarea",
                "label": "Was sollten wir dazu wissen?",
                "required": False,
                "max_length": 1000,
                "when": asked,
            },
        ],
    }


_FULL_FEE = {"value": NONE, "label": "Keiner davon. Ich bezahle die volle Gebühr."}


def _option(kind: Mapping[str, Any]) -> dict[str, Any]:
    option = {"value": kind.get("code"), "label": kind.get("label")}
    return option | ({"hint": kind["hint"]} if kind.get("hint") else {})


def _proof(kind: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": proof_path(str(kind.get("code", ""))),
        "kind": "file",
        "label": kind.get("proof"),
        "hint": "Ein gut lesbares Foto oder eine PDF-Datei.",
        "phrase": "den Nachweis",
        "occurs": {"min": 1, "max": 3},
        "legal_basis": [{"text": kind.get("legal_basis")}],
        "when": {"field": FIELD, "equals": kind.get("code")},
    }
