"""How long one action on many cases takes, from the yes to the last case: seconds.

    .venv/bin/python bench/bulk.py [--cases 500]

Starts a PostgreSQL of its own and a worker in a process of its own, plans the job, says yes and
waits until it is finished. Every case must have exactly one entry in its history and one mail.
Prints one JSON line; ends with 1 where it took 10 s or more.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sqlalchemy import select
from sqlmodel import col

from portal.cases.bulk import bulk_view
from portal.cases.bulk_tables import Outcome
from portal.cases.queue import QueueWish
from portal.cases.status import CaseAction
from portal.cases.tables import CaseEvent
from portal.integrations.dbos import DbosFollowUps, prepare_schema
from portal.notifications.tables import OutgoingMail
from portal.persistence.database import Database, Scope, system_scope
from portal.workflow.bulk import confirm_bulk
from portal.workflow.bulk_plan import plan_bulk
from tests.support.applications import a_citizen
from tests.support.cases import TownHall, somebody_at_the_desk
from tests.support.database import cloned_database, migrated_template, running_server
from tests.support.keys import DEMO_KEYS
from tests.support.post_office import PostOffice, receiving

LIMIT_SECONDS = 10.0
MOST_CASES = 1_000
PATIENCE_SECONDS = 180
ACTION = CaseAction.TAKE_ON.value


async def measure(owner_url: str, count: int) -> dict[str, Any]:
    """Seconds of the preview, and from the yes until the job is finished."""
    prepare_schema(owner_url)
    database = Database(owner_url, pool_size=5, keys=DEMO_KEYS)
    hall = TownHall(database)
    citizen = await a_citizen(database)
    for _ in range(count):
        await hall.opened_case(citizen)
    desk = await somebody_at_the_desk(database)
    hall.follow_ups = DbosFollowUps(owner_url)  # type: ignore[assignment]
    begun = time.perf_counter()
    job = await plan_bulk(hall.services, desk, QueueWish(), ACTION)
    planned = time.perf_counter() - begun
    async with receiving(PostOffice()) as smtp_url:
        bench = Path(__file__).with_name("notifications.py")
        worker = subprocess.Popen([sys.executable, bench, "--worker", owner_url, smtp_url])
        try:
            taken = await _run(database, hall, desk, job)
            await _until_told_once(database, count)
        finally:
            worker.terminate()
            worker.wait(PATIENCE_SECONDS)
    await database.close()
    figures = {"preview_s": round(planned, 2), "done_s": round(taken, 2)}
    return {"cases": count, "load": round(os.getloadavg()[0], 1)} | figures


async def _run(database: Database, hall: TownHall, desk: Scope, job: UUID) -> float:
    """The worker is awake before: its start is not what is measured."""
    await asyncio.sleep(8)
    begun = time.perf_counter()
    await confirm_bulk(hall.services, desk, job)
    while time.perf_counter() < begun + PATIENCE_SECONDS:
        async with database.transaction(desk) as session:
            view = await bulk_view(session, desk, job, most_lines=1)
        if view.finished_at:
            assert view.number[Outcome.REFUSED] == view.number[Outcome.FITS] == 0
            return time.perf_counter() - begun
        await asyncio.sleep(0.1)
    raise AssertionError("the job was never finished")


async def _until_told_once(database: Database, count: int) -> None:
    deadline = time.perf_counter() + PATIENCE_SECONDS
    told = 0
    while told < count and time.perf_counter() < deadline:
        await asyncio.sleep(0.5)
        async with database.transaction(system_scope()) as session:
            events = select(col(CaseEvent.case_id)).where(col(CaseEvent.kind) == ACTION)
            entries = Counter(await session.scalars(events))
            kinds = select(col(OutgoingMail.kind)).where(col(OutgoingMail.kind) == "in_progress")
            told = len((await session.scalars(kinds)).all())
    assert len(entries) == count and set(entries.values()) == {1}, "one entry for each case"
    assert told == count, f"{told} mails for {count} cases"


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--cases", type=int, default=500)
    count = min(max(parser.parse_args().cases, 1), MOST_CASES)
    with (
        running_server() as url,
        migrated_template(url) as template,
        cloned_database(url, template) as owner_url,
    ):
        result = asyncio.run(measure(owner_url, count))
    print(json.dumps(result))
    return int(result["done_s"] >= LIMIT_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
