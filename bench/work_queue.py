"""How fast the work queue is with 100,000 cases of 50 municipalities: milliseconds.

    .venv/bin/python bench/work_queue.py [--cases 100000] [--towns 50] [--rounds 15] [--explain]

Starts a durable PostgreSQL of its own and fills it: towns of very different size (the largest has
more than a fifth of all), two fifths of the cases open, one in a hundred forwarded. Asked are the
largest town's whole desk, a desk of two services, and one that works for four neighbours as well;
each as its staff, under row-level security. Prints one JSON line for each kind of question; ends
with 1 where a p95 is 300 ms or more. --explain prints the plan of the slowest statement.
"""

import argparse
import asyncio
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from statistics import quantiles
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import psycopg
from sqlalchemy import event, text
from sqlalchemy.engine import make_url

from portal.cases.access import require_case_worker
from portal.cases.bulk import MOST_AT_ONCE
from portal.cases.queue import (
    QueueFilter,
    QueueOrder,
    QueueWish,
    desk_choices,
    matching_cases,
    work_queue,
)
from portal.cases.queue.finding import _count
from portal.municipalities import all_municipalities
from portal.persistence.database import Database, Scope, system_scope
from portal.persistence.embedded import postgres_server
from portal.shared import clock
from portal.wiring import migrate_database
from tests.support.cases import somebody_at_the_desk

LIMIT_MS = 300.0
LARGEST = "papenburg"
SERVICES = (
    "Geburtsurkunde", "Meldebescheinigung", "Hund-anmelden", "Personalausweis", "Eheurkunde",
    "Gewerbeanmeldung", "Sperrmuell", "Bauantrag", "Kfz-Zulassung", "Wohnungsgeberbestaetigung",
)  # fmt: skip
FIRST = """
Anna Ben Clara David Emma Finn Greta Hannes Ida Jonas Katarzyna Lukas Mia Noah Özlem Paul Rieke
Sven Talea Uwe Vera Wiebke Zoë Emre Jörg Käthe Björn Élodie Nguyễn Sören
""".split()  # noqa: SIM905
BEGIN = """
Ahl Becker Brink Dier Eger Fehn Gerd Hagen Hem Janß Kamp Koch Lüb Mey Meier Müll Neh Ost Peter Popp
Reh Rich Schmid Schul Schäf Thom Ubb Vos Wess Wilk Ziem Böhm Groß Hoff
""".split()  # noqa: SIM905
END = ["", "er", "ers", "mann", "sen", "en", "ing", "t", "ke", "els", "haus", "berg"]


@dataclass
class Asked:
    """How long the questions of one kind took at one desk."""

    scope: Scope
    taken: list[float] = field(default_factory=list)
    slowest: tuple[float, str, Any] = (0.0, "", None)

    def figures(self) -> dict[str, float]:
        """In milliseconds."""
        cuts = quantiles(self.taken, n=100, method="inclusive")
        return {"p50_ms": round(cuts[49]), "p95_ms": round(cuts[94]), "n": len(self.taken)}


async def measure(url: str, options: argparse.Namespace) -> int:
    """Fill, ask, print."""
    migrate_database(url)
    begun = time.perf_counter()
    fill(url, options.cases, options.towns)
    filled = round(time.perf_counter() - begun)
    database = Database(url, pool_size=2)
    watch = Statements(database)
    desks = await _desks(database)
    asked: dict[str, Asked] = {}
    for desk, scope in desks.items():
        for number in range(options.rounds):
            for kind, ask in questions(random.Random(number)):
                here = asked.setdefault(f"{desk}: {kind}", Asked(scope))
                watch.begin()
                here.taken.append(await _timed(database, scope, ask))
                here.slowest = max(here.slowest, watch.slowest(), key=lambda one: one[0])
    print(json.dumps({"cases": options.cases, "towns": options.towns, "filled_s": filled,
                      "load": round(os.getloadavg()[0], 1)}))  # fmt: skip
    for kind, one in asked.items():
        print(json.dumps({"what": kind, **one.figures()}))
    if options.explain:
        worst = max(asked.values(), key=lambda one: one.figures()["p95_ms"])
        await _explain(database, worst)
    await database.close()
    return int(max(one.figures()["p95_ms"] for one in asked.values()) >= LIMIT_MS)


Ask = Callable[[Any, Scope], Awaitable[Any]]


def questions(chance: random.Random) -> Iterator[tuple[str, Ask]]:
    """One round: every pill, every order, pages far behind, counts, all kinds of search."""

    def queue(wish: QueueWish) -> Ask:
        return lambda session, scope: work_queue(session, scope, wish)

    for chosen in QueueFilter:
        yield "view", queue(QueueWish(chosen))
    for order in QueueOrder:
        yield "view", queue(QueueWish(order=order, page=chance.randint(1, 60)))
    yield "view", queue(QueueWish(QueueFilter.DONE, page=150))
    yield "limited view", queue(QueueWish(service="geburtsurkunde", status="in_progress"))
    recent = clock.today() - timedelta(days=30)
    yield "limited view", queue(QueueWish(since=recent, until=clock.today()))
    yield "counts", _counts
    yield "choices", desk_choices
    yield "for a bulk job", _bulk
    for words in _typed(chance):
        yield "search", queue(QueueWish(text=words))
        yield "search in what is done", queue(QueueWish(QueueFilter.DONE, text=words))
    wrong = f"{chance.choice(BEGIN)}x{chance.choice(END)}"
    yield "search, misspelled", queue(QueueWish(text=wrong))


async def _counts(session: Any, scope: Scope) -> None:
    await _count(session, await require_case_worker(session, scope), QueueWish())


async def _bulk(session: Any, scope: Scope) -> None:
    ids = await matching_cases(session, scope, QueueWish())
    await session.execute(ids.limit(MOST_AT_ONCE))


def _typed(chance: random.Random) -> Iterator[str]:
    first, last = chance.choice(FIRST), chance.choice(BEGIN) + chance.choice(END)
    yield last
    yield f"{first} {last}"
    yield last[:3]
    yield f"PAP-2026-{chance.randint(1, 9999):06}"
    yield f"{chance.randint(100, 999)}"
    yield "Geburtsurkunde"
    yield f"{last} in Bearbeitung"


async def _timed(database: Database, scope: Scope, ask: Ask) -> float:
    begun = time.perf_counter()
    async with database.transaction(scope) as session:
        await ask(session, scope)
    return (time.perf_counter() - begun) * 1000


class Statements:
    """The slowest statement of a question, to be explained."""

    def __init__(self, database: Database) -> None:
        engine = database.engine.sync_engine
        event.listen(engine, "before_cursor_execute", self._begun)
        event.listen(engine, "after_cursor_execute", self._ended)
        self._since, self._slowest = 0.0, (0.0, "", None)

    def begin(self) -> None:
        """Another question."""
        self._slowest = (0.0, "", None)

    def slowest(self) -> tuple[float, str, Any]:
        """Seconds, statement, parameters."""
        return self._slowest

    def _begun(self, *_: Any) -> None:
        self._since = time.perf_counter()

    def _ended(self, _connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        one = (time.perf_counter() - self._since, statement, values)
        self._slowest = max(self._slowest, one, key=lambda some: some[0])


async def _explain(database: Database, worst: Asked) -> None:
    _, statement, values = worst.slowest
    async with database.transaction(worst.scope) as session:
        connection = await session.connection()
        plan = await connection.exec_driver_sql(f"EXPLAIN (ANALYZE, BUFFERS) {statement}", values)
        print(statement, values, sep="\n")
        print("\n".join(row[0] for row in plan))


async def _desks(database: Database) -> dict[str, Scope]:
    """The largest town's whole desk, two services of it, and a desk with neighbours' cases."""
    whole = await somebody_at_the_desk(database, LARGEST)
    part = await somebody_at_the_desk(database, LARGEST, name="Ole Wessels")
    some = [one.lower() for one in SERVICES[:2]]
    neighbour = _towns(50)[1]
    centre = await somebody_at_the_desk(database, neighbour, name="Tomke Harms")
    async with database.transaction(system_scope()) as session:
        limit = text("UPDATE staff_role SET services = :some WHERE account_id = :id")
        await session.execute(limit, {"some": some, "id": part.actor_id})
        for town in (LARGEST, *_towns(50)[2:5]):
            for service in SERVICES:
                await session.execute(text(_DELEGATION), {
                    "town": town, "to": neighbour, "service": service.lower(),
                    "one": whole.actor_id, "other": part.actor_id,
                })  # fmt: skip
        mine = text(
            'UPDATE "case" SET assignee_id = :id WHERE municipality = :town'
            " AND assignee_name <> '' AND right(reference, 1) = '7'"
        )
        await session.execute(mine, {"id": whole.actor_id, "town": LARGEST})
    return {"whole desk": whole, "two services": part, "shared centre": centre}


def _towns(number: int) -> list[str]:
    real = [one.slug for one in all_municipalities() if one.slug != LARGEST]
    made_up = [f"kommune-{n}" for n in range(number)]
    return [LARGEST, *real, *made_up][:number]


def fill(url: str, cases: int, towns: int) -> None:
    """As the owner, without the foreign keys: people and applications stay away."""
    owner = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    names = _towns(towns)
    shares = [1 / (rank + 1) for rank in range(towns)]
    chance = random.Random(2026)
    with psycopg.connect(owner, autocommit=True) as connection:
        for (statement,) in connection.execute(_WITHOUT_FOREIGN_KEYS).fetchall():
            connection.execute(statement)
        connection.execute("CREATE TEMP TABLE place (n bigint, town text, prefix text)")
        for n, town in enumerate(chance.choices(names, shares, k=cases), 1):
            if n == 1:
                copy = connection.cursor().copy("COPY place FROM STDIN")
                writer = copy.__enter__()
            writer.write_row((n, town, "PAP" if town == LARGEST else f"T{names.index(town):02}"))
        copy.__exit__(None, None, None)
        arrays = {"first": FIRST, "begin": BEGIN, "end": END, "services": list(SERVICES)}
        for statement in _FILL:
            connection.execute(statement, arrays)
        connection.execute("VACUUM ANALYZE")


_WITHOUT_FOREIGN_KEYS = """
SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) FROM pg_constraint
WHERE contype = 'f' AND conrelid::regclass::text
  IN ('"case"', 'case_forwarding', 'case_event', 'case_message', 'message_reading')
"""
_DELEGATION = """
INSERT INTO delegation (id, municipality, delegate, service, since, reason, proposed_by,
  proposed_at, expires_at, confirmed_by, confirmed_at)
VALUES (gen_random_uuid(), :town, :to, :service, current_date - 30, 'Verbund', :one,
  now(), now(), :other, now())
"""
# Two fifths are open. `n * 7919 % x` spreads without a pattern and is the same at each run.
_FILL = (
    """
INSERT INTO "case" (id, reference, municipality, application_id, submission_id, account_id, service,
  title, applicant_name, status, assignee_id, assignee_name, due_on, revision, opened_at, closed_at,
  forwarded_to)
SELECT gen_random_uuid(), prefix || '-2026-' || lpad(n::text, 6, '0'), town, gen_random_uuid(),
  gen_random_uuid(), gen_random_uuid(), lower(service), service || ', 1 Ausfertigung',
  (%(first)s::text[])[1 + n * 7919 %% cardinality(%(first)s::text[])] || ' '
    || (%(begin)s::text[])[1 + n * 104729 %% cardinality(%(begin)s::text[])]
    || (%(end)s::text[])[1 + n / 7 %% cardinality(%(end)s::text[])],
  status, CASE WHEN n %% 3 > 0 THEN gen_random_uuid() END,
  CASE WHEN n %% 3 > 0 THEN 'Imke Brand' ELSE '' END,
  current_date + (n * 7919 %% 40)::int - 10, 3,
  now() - make_interval(hours => (n * 7919 %% 17520)::int),
  CASE WHEN status IN ('closed', 'rejected', 'withdrawn')
    THEN now() - make_interval(hours => (n * 7919 %% 8000)::int) END,
  CASE WHEN n %% 100 = 0 THEN (SELECT min(town) FROM place o WHERE o.town <> place.town
    AND o.n < 200) END
FROM place,
  LATERAL (SELECT (%(services)s::text[])[1 + n * 31 %% 10] AS service,
    (ARRAY['received', 'in_progress', 'inquiry', 'provided', 'closed', 'closed', 'closed', 'closed',
      'rejected', 'withdrawn'])[1 + n * 104729 %% 10] AS status) picked
""",
    """
INSERT INTO case_forwarding (id, case_id, municipality, service, from_town, to_town, by_id, by_name,
  at)
SELECT gen_random_uuid(), id, municipality, service, municipality, forwarded_to, gen_random_uuid(),
  'Imke Brand', now() FROM "case" WHERE forwarded_to IS NOT NULL AND forwarded_to <> municipality
""",
    """
INSERT INTO case_event (id, case_id, municipality, account_id, at, kind, from_status, to_status,
  actor_kind, detail)
SELECT gen_random_uuid(), id, municipality, account_id, opened_at + make_interval(days => k),
  (ARRAY['opened', 'paid', 'take_on', 'assigned'])[k], '', 'received', 'system', ''
FROM "case", generate_series(1, 4) k
""",
    """
INSERT INTO case_message (id, case_id, municipality, account_id, at, author_kind, author_id, body)
SELECT gen_random_uuid(), id, municipality, account_id, opened_at,
  (ARRAY['citizen', 'staff'])[1 + k %% 2], gen_random_uuid(), ''
FROM "case", generate_series(1, 2) k
WHERE right(reference, 1) IN ('1', '2', '3')
""",
    """
INSERT INTO message_reading (message_id, case_id, municipality, account_id)
SELECT id, case_id, municipality, account_id FROM case_message WHERE random() < 0.9
""",
)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--towns", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--explain", action="store_true")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="schalter-queue-") as folder,
        postgres_server(Path(folder), durable=True) as url,
    ):
        return asyncio.run(measure(url, options))


if __name__ == "__main__":
    sys.exit(main())
