"""Who calls when: rounds of every caller at once, each with a websocket and with requests."""

import argparse
import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

from portal.web import logs
from portal.web.services import services
from tests.support.attacks.app import App, Socket, call, running_app
from tests.support.attacks.calls import Calls
from tests.support.attacks.guards import Removal, removals, separations
from tests.support.attacks.oracle import Judge, judge_log_of, rows_of_victim
from tests.support.attacks.world import PORT, PREFIX, Caller, World, begin_sessions, settle

EVENTS_AT_ONCE = 10
TIMES = 4
REQUESTS_PER_ROUND = 10
ONE_SEPARATION = 1_500
NEIGHBOUR = f"http://weener.localhost:{PORT}"
OWN_PAGES = ("/konto/", "/vorgaenge/", "/vorgaenge/{}/", "/antrag/geburtsurkunde/", "/warenkorb/")


async def run(options: argparse.Namespace) -> dict[str, Any]:
    """Settle, attack, take guards away; what was found and how much was tried."""
    async with running_app() as app:
        world = await settle(services())
        judge = _fresh_judge()
        told = await _attack_whole(app, world, judge, options)
        if options.until_noticed:
            noticed = await _attack_without_guards(app, world, options)
            told |= {"without": noticed}
            told["unnoticed"] = [guard for guard, found in noticed.items() if not found]
            told["leaks"] = await _attack_with_one_separation(app, world, options)
        await services().close()
    return told


async def _attack_whole(
    app: App, world: World, judge: Judge, options: argparse.Namespace
) -> dict[str, Any]:
    database = services().database
    seen = await _owner_looks_around(app, world, judge)
    before = await rows_of_victim(database, world)
    calls = Calls(world, options.seed)
    await attack(app, world, calls, judge, options.calls)
    after = await rows_of_victim(database, world)
    for table in before:
        if before[table] != after[table]:
            judge.note("changed", f"rows of Viktoria in {table}")
    return {
        "seed": options.seed, "calls": judge.calls, "handlers": calls.handlers,
        "routes": calls.routes, "owner_saw": seen, "by_kind": judge.by_kind,
        "found": sorted(set(judge.found))[:50],
    }  # fmt: skip


async def _attack_without_guards(
    app: App, world: World, options: argparse.Namespace
) -> dict[str, str]:
    """What gave each missing guard away; "" where nothing did."""
    noticed = {}
    for name, removal in removals(options.owner_url).items():
        if options.only and options.only not in name:
            continue
        judge = _fresh_judge()
        before = await rows_of_victim(services().database, world)
        async with _without(removal):
            for caller in world.callers:  # who acted as Viktoria may have ended her sessions
                caller.cookie = ""
            await begin_sessions(services().database, world.callers)
            world.tokens.clear()
            assert world.owner is not None
            await begin_sessions(services().database, [world.owner])
            await _owner_looks_around(app, world, judge)
            calls = Calls(world, options.seed)
            await attack(app, world, calls, judge, options.until_noticed, stop=True)
        after = await rows_of_victim(services().database, world)
        changed = [f"changed: {table}" for table in before if before[table] != after[table]]
        noticed[name] = next(iter(judge.found or changed), "")
    return noticed


async def _attack_with_one_separation(
    app: App, world: World, options: argparse.Namespace
) -> dict[str, list[str]]:
    """What came out with one of the two separations missing; nothing should."""
    leaks = {}
    for name, removal in separations(options.owner_url).items():
        judge = _fresh_judge()
        async with _without(removal):
            await attack(app, world, Calls(world, options.seed), judge, ONE_SEPARATION)
        leaks[name] = sorted(set(judge.found))[:20]
    return leaks


@asynccontextmanager
async def _without(removal: Removal) -> AsyncIterator[None]:
    """In a thread: a table's lock may have to wait for a transaction of this very loop."""
    removed = removal()
    await asyncio.to_thread(removed.__enter__)
    try:
        yield
    finally:
        await asyncio.to_thread(removed.__exit__, None, None, None)


def _fresh_judge() -> Judge:
    judge = Judge()
    judge_log_of(logs._LOGGERS, judge, [logs.without_values])
    return judge


async def _owner_looks_around(app: App, world: World, judge: Judge) -> list[str]:
    """Viktoria opens her own pages: the words are there to be seen, and her tabs' states stay."""
    owner, heard = world.owner, ""
    assert owner is not None
    for page in OWN_PAGES:
        token = str(uuid4())
        socket = await _open(app, owner, token)
        assert socket is not None
        path = page.format(world.references[0])
        heard += await socket.load(path)
        await socket.close()
        world.tokens.append(token)
    for path in (f"/dateien/{world.files[0]}", f"/vorgaenge/{world.references[0]}/antrag.pdf"):
        answer = await app.request("GET", path, _headers(owner))
        heard += answer.body.decode("latin-1") if answer.status == 200 else ""
    judge.heard(owner, "her own pages", heard)
    return sorted(set(re.findall(PREFIX + r"\w+", heard)))


async def attack(
    app: App, world: World, calls: Calls, judge: Judge, number: int, *, stop: bool = False
) -> None:
    """At least `number` calls by everybody; with `stop`, no more once something was found."""
    while judge.calls < number and not (stop and judge.found):
        await begin_sessions(services().database, world.callers)
        await asyncio.gather(*(_round(app, caller, calls, judge, stop) for caller in world.callers))


async def _round(app: App, caller: Caller, calls: Calls, judge: Judge, stop: bool) -> None:
    """A tab with some events, and some requests."""
    for _ in range(REQUESTS_PER_ROUND):
        if stop and judge.found:
            return
        sent = calls.request(caller)
        answer = await app.request(sent.method, sent.path, sent.headers, sent.body)
        judge.answered(caller, sent, answer)
    await _knock_from_elsewhere(app, caller, calls, judge)
    socket = await _open(app, caller, calls.state_token())
    if socket is None:
        judge.count("no socket")
        return
    page = calls.page()
    judge.heard(caller, f"page {page}", await socket.load(page))
    judge.count("page")
    for _ in range(TIMES):
        if stop and judge.found:
            break
        events = [calls.event() for _ in range(EVENTS_AT_ONCE)]
        heard = await socket.send(*(call(*event) for event in events))
        judge.heard(caller, ", ".join(f"{e[0].split('____')[-1]} {e[2]}" for e in events), heard)
        for event in events:
            judge.count(event[0].split("____")[-1].split(".")[0])
    await socket.close()


async def _knock_from_elsewhere(app: App, caller: Caller, calls: Calls, judge: Judge) -> None:
    """The page of a neighbour's portal tries to open the websocket."""
    headers = _headers(caller) | {"Origin": NEIGHBOUR}
    socket = await app.socket(headers, calls.state_token()) if caller.town != "weener" else None
    judge.count("knock")
    if socket is not None:
        judge.note("socket", f"{caller.name} from {NEIGHBOUR}")
        await socket.close()


async def _open(app: App, caller: Caller, token: str) -> Socket | None:
    return await app.socket(_headers(caller) | {"Origin": f"http://{caller.host}"}, token)


def _headers(caller: Caller) -> dict[str, str]:
    cookie = {"Cookie": f"schalter-{PORT}={caller.cookie}"} if caller.cookie else {}
    return {"Host": caller.host} | cookie
