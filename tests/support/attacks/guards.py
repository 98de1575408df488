"""Guards taken away, one at a time: each time the attacks must notice.

Whose things are whose is said twice, in every query and by row-level security. Either alone must
hold, so the queries' conditions count as taken away only while row-level security is off.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from unittest.mock import patch

import psycopg
from sqlalchemy import event, true
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from portal.cases import queries as cases
from portal.documents import queries as documents
from portal.identity import desks, sessions
from portal.persistence import ownership
from portal.web import asgi, guards, http, session

Removal = Callable[[], AbstractContextManager[object]]
_SECURED = (
    "SELECT relname FROM pg_class WHERE relrowsecurity AND relnamespace = 'public'::regnamespace"
)


def removals(owner_url: str) -> dict[str, Removal]:
    """By the name of each guard, what takes it away for the length of a with block."""
    return {
        "the marks of handlers": lambda: patch.object(guards, "_refusal", _nothing),
        "the types of payloads": lambda: patch.object(guards, "_fits", _yes),
        "what an event is": lambda: patch.object(session, "fault_in", lambda _: ""),
        "states belong to sessions": lambda: patch.object(session, "bind_token", lambda _, t: t),
        "sessions end": lambda: patch.object(sessions, "is_alive", _yes),
        "sessions belong to a town": lambda: patch.object(
            session, "session_host", lambda *_: "papenburg"
        ),
        "forms come from our pages": _any_origin,
        "websockets come from our pages": lambda: patch.object(asgi, "_is_from_our_pages", _yes),
        "whose rows they are": lambda: _without_row_security(owner_url, _anybodys_rows()),
        "whose desk it is": lambda: _without_row_security(owner_url, _any_desk()),
    }


def separations(owner_url: str) -> dict[str, Removal]:
    """What may be missing without any harm, as the other separation holds."""
    return {
        "row-level security": lambda: row_security_off(owner_url),
        "the queries' conditions": _anybodys_rows,
    }


@contextmanager
def row_security_off(owner_url: str) -> Iterator[None]:
    """Only the queries themselves say whose things are whose."""
    tables = _switch(owner_url, _tables(owner_url), "DISABLE")
    try:
        yield
    finally:
        _switch(owner_url, tables, "ENABLE")


def _yes(*_: object, **__: object) -> bool:
    return True


async def _nothing(*_: object, **__: object) -> None:
    return None


@contextmanager
def _without_row_security(owner_url: str, other: AbstractContextManager[object]) -> Iterator[None]:
    with row_security_off(owner_url), other:
        yield


@contextmanager
def _any_origin() -> Iterator[None]:
    """Each module of routes has the check under its own name."""
    with ExitStack() as removed:
        for module in vars(http).values():
            if hasattr(module, "is_from_our_pages"):
                removed.enter_context(patch.object(module, "is_from_our_pages", _yes))
        yield


@contextmanager
def _anybodys_rows() -> Iterator[None]:
    """Queries of citizens and visitors ask for everybody's rows."""
    removed = Session, "do_orm_execute", ownership._ask_for_own_rows_only
    event.remove(*removed)
    with ExitStack() as also:
        for module in (cases, documents):
            find = module._find
            without = lambda s, reference, _, find=find: find(s, reference, true())  # noqa: E731
            also.enter_context(patch.object(module, "_find", without))
        try:
            yield
        finally:
            event.listen(*removed)


@contextmanager
def _any_desk() -> Iterator[None]:
    """Staff see what comes from everywhere."""
    with (
        patch.object(desks.Desk, "holds", lambda *_: true()),
        patch.object(desks.Desk, "covers", _yes),
    ):
        yield


def _tables(owner_url: str) -> list[str]:
    with _owner(owner_url) as connection:
        return [name for (name,) in connection.execute(_SECURED)]


def _switch(owner_url: str, tables: list[str], how: str) -> list[str]:
    with _owner(owner_url) as connection:
        for table in tables:
            statement = f'ALTER TABLE "{table}" {how} ROW LEVEL SECURITY'
            connection.execute(statement.encode())
    return tables


def _owner(url: str) -> "psycopg.Connection[tuple[str]]":
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True)
