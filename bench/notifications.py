"""How long after a case worker's click the mail about it has left the portal: seconds.

    .venv/bin/python bench/notifications.py [--cases 200] [--rate 5]

Starts a PostgreSQL of its own, an SMTP server in this process and one `portal worker` beside it.
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
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.form_step import figures_of
from portal.cases.service import apply_action
from portal.cases.status import CaseAction
from portal.integrations.dbos import DbosFollowUps, prepare_schema
from portal.persistence.database import Database, Scope
from tests.support.applications import a_citizen
from tests.support.cases import TownHall, somebody_at_the_desk
from tests.support.database import cloned_database, migrated_template, running_server
from tests.support.keys import DEMO_KEYS
from tests.support.post_office import PostOffice, receiving

LIMIT_MS = 30_000.0
MAX_CASES, MAX_RATE = 5_000, 100
PATIENCE_SECONDS = 120
REFERENCE = re.compile(r"[A-Z]{2,4}-\d{4}-\d{6}")


class Clocked(PostOffice):
    """Notes when each case's mail was there."""

    def __init__(self) -> None:
        super().__init__()
        self.arrived: dict[str, list[float]] = {}

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Keep the moment, by the reference in the subject."""
        answer = await super().handle_DATA(server, session, envelope)
        found = REFERENCE.search(self.received[-1]["Subject"])
        assert found is not None
        self.arrived.setdefault(found[0], []).append(time.perf_counter())
        return answer


async def measure(owner_url: str, folder: str, count: int, rate: float) -> dict[str, Any]:
    """Milliseconds from commit to the server's yes."""
    prepare_schema(owner_url)
    database = Database(owner_url, pool_size=5, keys=DEMO_KEYS)
    desk, references = await _cases(database, count)
    office = Clocked()
    async with receiving(office) as url:
        worker = _start_worker(owner_url, folder, url)
        try:
            clicked = await _click(database, DbosFollowUps(owner_url), desk, references, rate)
            await _until_all_came(office, len(references))
        finally:
            worker.terminate()
            worker.wait(PATIENCE_SECONDS)
    await database.close()
    twice = [reference for reference, times in office.arrived.items() if len(times) > 1]
    assert not twice, f"{len(twice)} mails came twice"
    taken = [(office.arrived[one][0] - at) * 1000 for one, at in clicked.items()]
    load = round(os.getloadavg()[0], 1)
    return {"cases": count, "rate": rate, "load": load} | figures_of(taken)


async def _cases(database: Database, count: int) -> tuple[Scope, list[str]]:
    """Received, told of by the demo's mailbox; and who works on them."""
    hall = TownHall(database)
    citizen = await a_citizen(database)
    references = [(await hall.opened_case(citizen)).reference for _ in range(count)]
    return await somebody_at_the_desk(database), references


def _start_worker(owner_url: str, folder: str, smtp_url: str) -> subprocess.Popen[bytes]:
    environment = os.environ | {
        "PORTAL_DATABASE_URL": owner_url,
        "PORTAL_DEMO": "1",
        "PORTAL_VAR_DIR": folder,
        "PORTAL_SMTP_URL": smtp_url,
    }
    return subprocess.Popen([sys.executable, "-m", "portal", "worker"], env=environment)


async def _click(
    database: Database, follow_ups: DbosFollowUps, desk: Scope, references: list[str], rate: float
) -> dict[str, float]:
    """One click after the other; when each was committed. The worker is still waking at first."""
    committed: dict[str, float] = {}
    begun = time.perf_counter()
    for number, reference in enumerate(references):
        async with database.transaction(desk) as session:
            await apply_action(
                session, desk, follow_ups, reference, CaseAction.TAKE_ON, revision=1, text=""
            )
        committed[reference] = time.perf_counter()
        await asyncio.sleep(max(0.0, begun + (number + 1) / rate - time.perf_counter()))
    return committed


async def _until_all_came(office: Clocked, count: int) -> None:
    deadline = time.perf_counter() + PATIENCE_SECONDS
    while len(office.arrived) < count:
        assert time.perf_counter() < deadline, f"{count - len(office.arrived)} mails never came"
        await asyncio.sleep(0.1)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--rate", type=float, default=5.0)
    options = parser.parse_args()
    count, rate = min(max(options.cases, 40), MAX_CASES), min(max(options.rate, 0.1), MAX_RATE)
    with (
        running_server() as url,
        migrated_template(url) as template,
        cloned_database(url, template) as owner_url,
        TemporaryDirectory() as folder,
    ):
        result = asyncio.run(measure(owner_url, folder, count, rate))
    print(json.dumps(result))
    return int(result["p95_ms"] >= LIMIT_MS)


if __name__ == "__main__":
    sys.exit(main())
