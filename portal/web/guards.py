"""Every event handler is a public endpoint: each bears a mark of who may call it.

`check_handlers` refuses to start the app when a handler has no mark or an untyped parameter;
`AccessGuard` checks mark and payload before every event, whoever sends it.
"""

import inspect
import logging
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar, get_origin, get_type_hints
from urllib.parse import quote

import reflex as rx
from pydantic import JsonValue, TypeAdapter, ValidationError
from reflex.app import App
from reflex.event import Event
from reflex.middleware.middleware import Middleware
from reflex.state import BaseState, StateUpdate
from reflex_base.registry import RegistrationContext
from reflex_base.utils.form import FormData

from portal.identity.roles import EVERYWHERE
from portal.shared.language import speak
from portal.web.language import language_of, localized
from portal.web.session import Visit, identify

log = logging.getLogger("portal.web.guards")
Handler = TypeVar("Handler", bound=Callable[..., Any])
MARK = "_portal_access"
MAX_TEXT = 20_000
OTHER_TYPES = "payload of other types"
NO_ROLE_HERE = "no role in this municipality"
RUN_OUT = "the session is over"

# Reflex's own handlers that the client needs; everything else of Reflex is refused.
REFLEX_HANDLERS = frozenset({"hydrate", "hydrate_and_load", "set_is_hydrated", "on_load_internal"})


def public(handler: Handler) -> Handler:
    """Anybody may call it, signed in or not."""
    return _mark(handler, "public")


def citizens(handler: Handler) -> Handler:
    """Only a signed-in citizen; others are led to the sign-in page."""
    return _mark(handler, "citizen")


def staff(handler: Handler) -> Handler:
    """Only staff of the municipality served; others are led to the staff sign-in page."""
    return _mark(handler, "staff")


def internal(handler: Handler) -> Handler:
    """Only the server itself (live updates); a client that calls it is refused."""
    return _mark(handler, "internal")


def _mark(handler: Handler, access: str) -> Handler:
    setattr(handler, MARK, access)
    return handler


class UnguardedHandler(RuntimeError):
    """An event handler has no access mark or an untyped parameter."""


def check_handlers() -> None:
    """Refuse to start (UnguardedHandler) unless every handler of ours is marked and typed."""
    faults = [
        f"{name}: {fault}"
        for name, registered in RegistrationContext.get().event_handlers.items()
        if _is_ours(registered.handler.fn)
        for fault in _faults(registered.handler.fn)
    ]
    if faults:
        raise UnguardedHandler("; ".join(sorted(faults)))


def _is_reflex_own(name: str, function: Callable[..., Any]) -> bool:
    return not _is_ours(function) and name.rpartition(".")[2] in REFLEX_HANDLERS


def _is_ours(function: Callable[..., Any]) -> bool:
    """Whoever wrote it, unless it is Reflex itself."""
    return function.__module__.split(".")[0] not in {"reflex", "reflex_base"}


def _faults(function: Callable[..., Any]) -> list[str]:
    faults = [] if hasattr(function, MARK) else ["has no access mark"]
    parameters = list(inspect.signature(function).parameters.values())[1:]
    return faults + [
        f"parameter {parameter.name} has no type"
        for parameter in parameters
        if parameter.annotation is inspect.Parameter.empty
    ]


class AccessGuard(Middleware):
    """Lets an event through only for whom its handler is marked, with payload of its types."""

    async def preprocess(self, app: App, state: BaseState, event: Event) -> StateUpdate | None:
        """None lets the event pass, in the language of its page; a StateUpdate ends it."""
        speak(language_of(str(state._get_root_state().router_data.get("pathname") or "/")))
        registered = RegistrationContext.get().event_handlers.get(event.name)
        function = registered.handler.fn if registered else None
        access = getattr(function, MARK, "")
        if function and _is_reflex_own(event.name, function):
            refusal = _refusal_of_hydration(event)
        else:
            refusal = await _refusal(access, state, event)
        if refusal is None and function and not _fits(function, event.payload):
            refusal = OTHER_TYPES
        if refusal is None:
            _mend_forms(event.payload)
            return None
        log.warning("refused event %s: %s", event.name[:120], refusal)
        return StateUpdate(events=_way_out(access, refusal, state))


def _refusal_of_hydration(event: Event) -> str | None:
    """Nothing of ours is kept in the browser's storage, so nothing is taken over from it."""
    return "storage of the browser" if event.payload.get("vars") else None


async def _refusal(access: str, state: BaseState, event: Event) -> str | None:
    if not access:
        return "not for clients"
    if access == "internal":
        return "internal" if event.router_data else None
    if access == "public":
        return None
    visit = await _visit(state)
    if visit.token and visit.session is None:
        return RUN_OUT
    if access == "citizen":
        return None if visit.citizen_id else "no citizen signed in"
    return _refusal_of_staff(visit)


def _refusal_of_staff(visit: Visit) -> str | None:
    if is_staff_here(visit):
        return None
    return NO_ROLE_HERE if visit.staff_id else "no staff signed in"


def is_staff_here(visit: Visit) -> bool:
    """Whether the visit is by staff with a role in the municipality served."""
    if not (visit.staff_id and visit.session and visit.municipality):
        return False
    here = {visit.municipality.slug, EVERYWHERE}
    return any(held.municipality in here for held in visit.session.roles)


async def _visit(state: BaseState) -> Visit:
    headers = state._get_root_state().router_data.get("headers", {})
    return await identify(headers.get("host", ""), headers.get("cookie", ""))


def _way_out(access: str, refusal: str, state: BaseState) -> list[Event]:
    if access not in {"citizen", "staff"} or refusal == OTHER_TYPES:
        return []
    if refusal == NO_ROLE_HERE:  # signing in again would not help
        return Event.from_event_type(rx.redirect("/verwaltung/einladung/", replace=True))
    router_data = state._get_root_state().router_data
    here = str(router_data.get("asPath") or "/")
    page = localized("/anmelden/") if access == "citizen" else "/verwaltung/anmelden/"
    over = "&abgelaufen=1" if refusal == RUN_OUT else ""
    address = f"{page}?weiter={quote(here, safe='/')}{over}"
    # In place of the page: else "back" leads into the same redirection again.
    return Event.from_event_type(rx.redirect(address, replace=True))


def _fits(function: Callable[..., Any], payload: dict[str, Any]) -> bool:
    adapters = _adapters(function)
    missing = _required(function) - set(payload)
    if missing or set(payload) - set(adapters) or _too_long(payload) or _is_unreadable(payload):
        return False
    try:
        for name, value in payload.items():
            adapters[name].validate_python(value, strict=True)
    except ValidationError:
        return False
    return True


@cache
def _adapters(function: Callable[..., Any]) -> dict[str, TypeAdapter[Any]]:
    hints = get_type_hints(function)
    names = list(inspect.signature(function).parameters)[1:]
    return {name: TypeAdapter(_on_the_wire(hints[name])) for name in names}


@cache
def _required(function: Callable[..., Any]) -> frozenset[str]:
    parameters = list(inspect.signature(function).parameters.values())[1:]
    return frozenset(one.name for one in parameters if one.default is inspect.Parameter.empty)


def _is_unreadable(payload: dict[str, Any]) -> bool:
    """Texts that no database can hold; what stands in a form's fields is mended."""
    return any(isinstance(value, str) and not is_storable(value) for value in payload.values())


def is_storable(text: str) -> bool:
    """Whether PostgreSQL can hold the text: no NUL, no half of a surrogate pair."""
    return not any(sign == "\x00" or "\ud800" <= sign <= "\udfff" for sign in text)


def _mend_forms(payload: dict[str, Any]) -> None:
    """Take from what was typed what no database can hold: somebody may have pasted it."""
    for name, value in payload.items():
        if isinstance(value, dict | list):
            payload[name] = _storable(value)


def _storable(value: Any) -> Any:
    if isinstance(value, dict):
        return {_storable(name): _storable(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_storable(inner) for inner in value]
    if isinstance(value, str) and not is_storable(value):
        return "".join(sign for sign in value if is_storable(sign))
    return value


def _on_the_wire(hint: Any) -> Any:
    """A submitted form travels as a dict: its ordered entries under a key of Reflex's."""
    is_form = hint is FormData or get_origin(hint) is FormData
    return dict[str, JsonValue] if is_form else hint


def _too_long(value: object, depth: int = 0) -> bool:
    if depth > 6:
        return True
    if isinstance(value, str):
        return len(value) > MAX_TEXT
    if isinstance(value, dict):
        parts = [*value.keys(), *value.values()]
        return len(value) > 500 or any(_too_long(part, depth + 1) for part in parts)
    if isinstance(value, list):
        return len(value) > 1000 or any(_too_long(item, depth + 1) for item in value)
    return False
