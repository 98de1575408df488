"""Open pages move by themselves: one LISTEN per web process, fanned out to the tabs that watch.

A page's on_load calls `watch(state, handler, subject)`; when that subject is announced, the
handler runs for that tab. After a lost connection every watcher is woken once: nothing is missed.
"""

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import psycopg
import reflex as rx
from reflex.event import Event
from reflex_base.utils.format import format_event_handler
from sqlalchemy.engine import make_url

from portal.cases.presence import PRESENT
from portal.persistence.live import CHANNEL
from portal.settings import load_settings

log = logging.getLogger("portal.web.live")
_RECONNECT_SECONDS = 1.0
_SECONDS_BETWEEN_SIGNS_OF_LIFE = 30.0


class LiveHub:
    """Which tab watches which subject, and what to run there."""

    def __init__(self) -> None:
        self._watchers: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self._subjects_of: dict[str, set[str]] = defaultdict(set)
        self._dirty: set[str] = set()
        self._late: set[tuple[str, str]] = set()
        self._wake = asyncio.Event()
        self._paces: dict[str, float] = {}
        self._ran: dict[tuple[str, str], float] = {}
        self._held: set[tuple[str, str]] = set()

    def watch(self, token: str, handler_name: str, *subjects: str) -> bool:
        """From now on this tab watches just these subjects for this handler; whether it did not
        watch all of them before."""
        who = (token, handler_name)
        is_new = any(who not in self._watchers.get(subject, ()) for subject in subjects)
        for subject in self._subjects_of[token] - set(subjects):
            self._drop(subject, {(token, handler_name)})
        for subject in subjects:
            self._watchers[subject].add((token, handler_name))
            self._subjects_of[token].add(subject)
        return is_new

    def pace(self, handler_name: str, seconds: float) -> None:
        """This handler is dear: run it for a tab at most once in so many seconds."""
        self._paces[handler_name] = seconds

    def run_now(self, woken: set[tuple[str, str]]) -> set[tuple[str, str]]:
        """Those of `woken` whose turn it is; the others are woken once more when it is theirs."""
        now, loop = time.monotonic(), asyncio.get_running_loop()
        due = set()
        for who in woken:
            pace = self._paces.get(who[1], 0.0)
            rest = self._ran[who] + pace - now if who in self._ran else 0.0
            if rest <= 0:
                due.add(who)
                if pace:
                    self._ran[who] = now
            elif who not in self._held:
                self._held.add(who)
                loop.call_later(rest, self._release, who)
        return due

    def _release(self, who: tuple[str, str]) -> None:
        self._held.discard(who)
        self.wake(*who)

    def wake(self, token: str, handler_name: str) -> None:
        """Run this handler for this tab soon, whatever changed."""
        self._late.add((token, handler_name))
        self._wake.set()

    def forget(self, token: str) -> None:
        """The tab has gone or moved on."""
        self._ran = {who: at for who, at in self._ran.items() if who[0] != token}
        for subject in self._subjects_of.pop(token, set()):
            self._drop(subject, {who for who in self._watchers[subject] if who[0] == token})

    def _drop(self, subject: str, watchers: set[tuple[str, str]]) -> None:
        self._watchers[subject] -= watchers
        if not self._watchers[subject]:
            del self._watchers[subject]

    def wake_watchers(self, prefix: str) -> None:
        """Wake whoever watches a subject that begins so, though nothing was announced."""
        for subject in [one for one in self._watchers if one.startswith(prefix)]:
            self.mark(subject)

    def mark(self, subject: str) -> None:
        """The subject has changed."""
        if subject in self._watchers:
            self._dirty.add(subject)
            self._wake.set()

    def mark_all(self) -> None:
        """Anything may have changed (after a lost connection)."""
        self._dirty.update(self._watchers)
        self._wake.set()

    async def next_wake_ups(self) -> set[tuple[str, str]]:
        """Waits for changes, then says which (token, handler) to wake, each once."""
        await self._wake.wait()
        self._wake.clear()
        subjects, self._dirty = self._dirty, set()
        late, self._late = self._late, set()
        return late | {who for subject in subjects for who in self._watchers.get(subject, set())}


hub = LiveHub()


def watch(
    state: rx.State, handler: Callable[..., Any], *subjects: str, at_most_every: float = 0.0
) -> None:
    """Run `handler` (marked @internal) of this state's class whenever a subject changes.

    To be called before the page looks at its data: a change in between would be missed. A dear
    handler runs at once, and then for the last of many changes `at_most_every` so many seconds.
    """
    name = format_event_handler(handler)
    if at_most_every:
        hub.pace(name, at_most_every)
    hub.watch(state.router.session.client_token, name, *subjects)


def watch_found(state: rx.State, handler: Callable[..., Any], *subjects: str) -> None:
    """The same for subjects that only the look at the data tells, such as a case's id: where one
    is new to the tab `handler` runs once more, as something may have changed since the look."""
    name, token = format_event_handler(handler), state.router.session.client_token
    if hub.watch(token, name, *subjects):
        hub.wake(token, name)


def stop_watching(state: rx.State, handler: Callable[..., Any]) -> None:
    """The page has turned to something else."""
    hub.watch(state.router.session.client_token, format_event_handler(handler))


def watch_besides(client_token: str, handler: Callable[..., Any], subject: str) -> None:
    """The same for a tab by its token, whatever its page watches, until it disconnects."""
    hub.watch(client_token, format_event_handler(handler), subject)


@asynccontextmanager
async def live_updates(app: rx.App) -> AsyncIterator[None]:
    """The lifespan of the tasks: one listens, one pushes, one asks who is still there."""
    tasks = [asyncio.create_task(one) for one in (_listen(), _push(app), _ask_who_is_there())]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _listen() -> None:
    url = make_url(load_settings().database_url).set(drivername="postgresql")
    address = url.render_as_string(hide_password=False)
    while True:
        try:
            connection = await psycopg.AsyncConnection.connect(
                address, autocommit=True, keepalives_idle=10, keepalives_interval=5
            )
            async with connection:
                await connection.execute(f"LISTEN {CHANNEL}")
                hub.mark_all()
                async for notification in connection.notifies():
                    hub.mark(notification.payload)
        except psycopg.Error as fault:
            log.warning("live updates: database connection lost (%s)", type(fault).__name__)
        await asyncio.sleep(_RECONNECT_SECONDS)


async def _ask_who_is_there() -> None:
    """Tabs that show who else is in a case say again that they are open."""
    while True:
        await asyncio.sleep(_SECONDS_BETWEEN_SIGNS_OF_LIFE)
        hub.wake_watchers(PRESENT)


async def _push(app: rx.App) -> None:
    while True:
        for token, handler_name in hub.run_now(await hub.next_wake_ups()):
            if _is_connected(app, token):
                await app.event_processor.enqueue(token, Event(name=handler_name, payload={}))
            else:
                hub.forget(token)
        await asyncio.sleep(0.05)


def _is_connected(app: rx.App, token: str) -> bool:
    namespace = app.event_namespace
    return namespace is not None and token in namespace.token_to_sid
