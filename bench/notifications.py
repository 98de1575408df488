"""How long after a case worker's click the mail about it has left the portal: seconds.

    .venv/bin/python bench/notifications.py [--cases 200] [--rate 5]

Starts a PostgreSQL of its own, an SMTP server in this process and one worker in another.
`--rate` times a second a case worker takes a case on; from the click's commit it is counted until
the SMTP server has the whole mail: two follow-ups, the row, the handing over. Every mail must
come, and once. Prints one JSON line; ends with 1 where the 95th percentile is 30 s or more.
"""

import argparse
import asyncio
import json
import os
import re
import subprocess
import sys
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.form_step import figures_of
from portal.cases.service import apply_action
from portal.cases.status import CaseAction
from portal.cases.views import CaseView
from portal.integrations.dbos import DbosFollowUps, prepare_schema, run_worker
from portal.integrations.smtp import SmtpMailer
from portal.persistence.database import Database, Scope
from portal.workflow.follow_ups import FOLLOW_UPS
from tests.support.applications import a_citizen
from tests.support.cases import TownHall, somebody_at_the_desk
from tests.support.database import cloned_database, migrated_template, running_server
from tests.support.keys import DEMO_KEYS
from tests.support.post_office import PostOffice, receiving

LIMIT_MS = 30_000.0
MAX_CASES, MAX_RATE = 5_000, 100
PATIENCE_SECONDS = 120
REFERENCE = re.compile(r"[A-Z]{2,4}-\d{4}-\d{6}")


async def measure(owner_url: str, count: int, rate: float) -> dict[str, Any]:
    """Milliseconds from commit to the server's yes."""
    prepare_schema(owner_url)
    database = Database(owner_url, pool_size=5, keys=DEMO_KEYS)
    desk, cases = await _cases(database, count)
    office = PostOffice()
    async with receiving(office) as url:
        worker = subprocess.Popen([sys.executable, __file__, "--worker", owner_url, url])
        try:
            clicked = await _click(database, DbosFollowUps(owner_url), desk, cases, rate)
            await _until_all_came(office, count)
        finally:
            worker.terminate()
            worker.wait(PATIENCE_SECONDS)
    await database.close()
    arrived = {
        REFERENCE.findall(mail["Subject"])[0]: at
        for mail, at in zip(office.received, office.moments, strict=True)
    }
    assert len(office.received) == len(arrived) == count, "a mail came twice"
    taken = [(arrived[reference] - at) * 1000 for reference, at in clicked.items()]
    load = round(os.getloadavg()[0], 1)
    return {"cases": count, "rate": rate, "load": load} | figures_of(taken)


async def work(owner_url: str, smtp_url: str) -> None:
    """What `portal worker` is, but that its mails leave by this SMTP server."""
    services = replace(
        TownHall(Database(owner_url, pool_size=5, keys=DEMO_KEYS)).services,
        mailer=SmtpMailer(smtp_url, "rathaus@portal.example"),
        follow_ups=DbosFollowUps(owner_url),
    )
    follow_ups = {name: partial(follow_up, services) for name, follow_up in FOLLOW_UPS.items()}
    await run_worker(owner_url, follow_ups, executor_id="bench")


async def _cases(database: Database, count: int) -> tuple[Scope, list[CaseView]]:
    """Received, with the first mail in the demo's mailbox; and who works on them."""
    hall = TownHall(database)
    citizen = await a_citizen(database)
    cases = [await hall.opened_case(citizen) for _ in range(count)]
    return await somebody_at_the_desk(database), cases


async def _click(
    database: Database, follow_ups: DbosFollowUps, desk: Scope, cases: list[CaseView], rate: float
) -> dict[str, float]:
    """One click after the other; when each was committed. The worker is still waking at first."""
    committed: dict[str, float] = {}
    begun = time.perf_counter()
    for number, case in enumerate(cases):
        async with database.transaction(desk) as session:
            await apply_action(
                session, desk, follow_ups, case.reference,
                CaseAction.TAKE_ON, revision=case.revision,
            )  # fmt: skip
        committed[case.reference] = time.perf_counter()
        await asyncio.sleep(max(0.0, begun + (number + 1) / rate - time.perf_counter()))
    return committed


async def _until_all_came(office: PostOffice, count: int) -> None:
    deadline = time.perf_counter() + PATIENCE_SECONDS
    while len(office.received) < count:
        assert time.perf_counter() < deadline, f"{count - len(office.received)} mails never came"
        await asyncio.sleep(0.1)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--rate", type=float, default=5.0)
    parser.add_argument("--worker", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        asyncio.run(work(*options.worker))
        return 0
    count, rate = min(max(options.cases, 40), MAX_CASES), min(max(options.rate, 0.1), MAX_RATE)
    with (
        running_server() as url,
        migrated_template(url) as template,
        cloned_database(url, template) as owner_url,
    ):
        result = asyncio.run(measure(owner_url, count, rate))
    print(json.dumps(result))
    return int(result["p95_ms"] >= LIMIT_MS)


if __name__ == "__main__":
    sys.exit(main())
