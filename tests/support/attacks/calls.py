"""One random call after the other, the same for the same seed."""

import inspect
import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from reflex_base.registry import RegistrationContext
from starlette.routing import Route

from portal.web.http import ROUTES
from tests.support.attacks.world import PORT, Caller, World

WEB = Path(__file__).parents[3] / "portal" / "web"
# A name in brackets is read from a form or a query somewhere in portal/web.
_READ = re.compile(
    r"(?:form_data|query|query_parameters|fields|query_params)(?:\.get\(|\[)\"([a-z_]+)\""
    r"|read_fields\(request((?:, \"[a-z_]+\")+)"
)
_FOREIGN = ("http://evil.example", "null", f"http://leer.localhost:{PORT + 1}", "", None)
_JUNK: tuple[object, ...] = (
    None, "", -1, 0, 2**31, 10**30, 1.5, True, [], {}, [[[[[[[1]]]]]]], {"a": {"b": {"c": []}}},
    "\x00", "\ud800", "' OR 1=1 --", "../../etc/passwd", "%00", "<script>alert(1)</script>",
    "\r\nSet-Cookie: a=b", "x" * 5000, "😀" * 100, "__proto__", "{{7*7}}", "#panic()",
)  # fmt: skip


@dataclass(frozen=True)
class Sent:
    """A request as it went out."""

    route: str
    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    foreign: bool


class Calls:
    """Whatever can be called, with what is known, guessed or nonsense."""

    def __init__(self, world: World, seed: int) -> None:
        self.chance = random.Random(seed)
        self._world = world
        self._handlers = _handlers()
        self._routes = [route for route in ROUTES if isinstance(route, Route)]
        self._fields = _names_read()
        self._pages = _pages()

    @property
    def handlers(self) -> int:
        """How many there are to call."""
        return len(self._handlers)

    @property
    def routes(self) -> int:
        """How many there are to call."""
        return len(self._routes)

    def page(self) -> str:
        """An address of a page, its parameters those of somebody's things."""
        page = re.sub(r"\[+\w+\]+", lambda _: self._known(), self.chance.choice(self._pages))
        path = f"/{page.strip('/')}/".replace("//", "/")
        if self.chance.random() < 0.3:
            name = self.chance.choice(self._fields)
            path += f"?{name}={quote(self._known())}"
        return path

    def event(self) -> tuple[str, str, object]:
        """A handler, the page it is called from, and what it is given."""
        name, function = self.chance.choice(self._handlers)
        parameters = list(inspect.signature(function).parameters.values())[1:]
        payload: Any = {one.name: self._value(one) for one in parameters}
        if self.chance.random() < 0.2:
            payload = self._spoiled(payload)
        return name, self.page(), payload

    def request(self, caller: Caller) -> Sent:
        """A route's address with somebody's ids, as a page of ours or another sends it."""
        route = self.chance.choice(self._routes)
        method = self.chance.choice(sorted((route.methods or {"GET"}) - {"HEAD"}))
        path = re.sub(r"{[^}]+}", lambda found: self._part(found.group()), route.path)
        if self.chance.random() < 0.3:
            path += f"?{quote(self.chance.choice(self._fields))}={quote(self._known())}"
        headers = {"Host": caller.host, "User-Agent": "Mozilla/5.0"}
        if caller.cookie:
            headers["Cookie"] = f"schalter-{PORT}={caller.cookie}"
        foreign = method == "POST" and self.chance.random() < 0.25
        origin = self.chance.choice(_FOREIGN) if foreign else f"http://{caller.host}"
        if method == "POST" and origin is not None:
            headers["Origin"] = origin
        body = self._body() if method == "POST" else b""
        return Sent(route.path, method, path, headers, body, foreign)

    def state_token(self) -> str:
        """A tab's: mostly one of its own, sometimes the one Viktoria's tab had."""
        if self._world.tokens and self.chance.random() < 0.4:
            return self.chance.choice(self._world.tokens)
        return str(UUID(int=self.chance.getrandbits(128), version=4))

    def _known(self) -> str:
        """Something of somebody's, or what a page might say."""
        world = self._world
        kind = self.chance.random()
        if kind < 0.35:
            return self.chance.choice(world.references)
        if kind < 0.85:
            return self.chance.choice(world.ids)
        return str(self.chance.choice(("1", "geburtsurkunde", "leer", "papenburg", "delivery")))

    def _part(self, parameter: str) -> str:
        if self.chance.random() < 0.15:
            return quote(str(self.chance.choice(_JUNK)).encode("utf-8", "replace"), safe="") or "x"
        if "reference" in parameter:
            return self.chance.choice(self._world.references)
        if "file" in parameter:
            return self.chance.choice(self._world.files)
        if "path" in parameter:
            return self.chance.choice(("identity_proof", "birth_name", "dogs.0.photo"))
        if "provider" in parameter:
            return self.chance.choice(("stripe", "paypal", "demo-bank", "servicekonto"))
        return self._known()

    def _value(self, parameter: inspect.Parameter) -> object:
        kind = str(parameter.annotation)
        if "FormData" in kind or "dict" in kind:
            names = self.chance.sample(self._fields, 4)
            return {name: self._known() for name in names}
        if "int" in kind:
            return self.chance.choice((0, 1, -1, 7, 10**6, 10**20))
        if "bool" in kind:
            return self.chance.random() < 0.5
        if self.chance.random() < 0.2:
            return self.chance.choice(
                ("take_on", "ask", "provide", "reject", "answer", "withdraw", "weiter", "alle")
            )
        return self._known()

    def _spoiled(self, payload: dict[str, object]) -> object:
        junk = self.chance.choice(_JUNK)
        if payload and self.chance.random() < 0.6:
            return payload | {self.chance.choice(list(payload)): junk}
        return self.chance.choice((junk, {}, payload | {"more": junk}, {"vars": {"a": junk}}))

    def _body(self) -> bytes:
        fields = {name: self._known() for name in self.chance.sample(self._fields, 6)}
        shapes: tuple[Callable[[], bytes], ...] = (
            lambda: urlencode(fields).encode(),
            lambda: json.dumps({"revision": 1, "changes": fields}).encode(),
            lambda: json.dumps(self.chance.choice(_JUNK)).encode(),
            lambda: self.chance.randbytes(200),
            lambda: b"",
        )
        return self.chance.choice(shapes)()


def _handlers() -> list[tuple[str, Callable[..., Any]]]:
    """Every handler there is, Reflex's own too."""
    registered = RegistrationContext.get().event_handlers
    return sorted((name, one.handler.fn) for name, one in registered.items())


def _pages() -> list[str]:
    from portal.portal import app

    return sorted(route for route in app._unevaluated_pages if "leistungen/" not in route)


def _names_read() -> list[str]:
    names = {"email", "password", "weiter", "code"}
    for file in sorted(WEB.rglob("*.py")):
        for one, several in _READ.findall(file.read_text(encoding="utf-8")):
            names |= {one} if one else set(re.findall(r"[a-z_]+", several))
    return sorted(names | {"birth_name", "nachricht", "schritt", "bei", "ansehen"})
