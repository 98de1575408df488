"""What signing in costs the server, and what many sign-ins at once cost everybody else.

    .venv/bin/python bench/sign_in.py [--port 3000] [--var var] [--rate 50] [--seconds 5]

Needs a running portal in demo mode on this machine; talks to 127.0.0.1 alone. First it times the
answer to a sign-in, one after the other, and apart from it the hashing of a password, which is slow
on purpose: the difference is the portal's own. Then `--rate` people a second sign in, each from an
account of their own, while somebody else opens a page and saves a field of a form. Client and
portal share the cores. Prints one JSON line; ends with 1 if p95 without hashing is 30 ms or more.
"""

import argparse
import asyncio
import json
import os
import statistics
import sys
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.form_step import figures_of
from portal.identity.passwords import hash_password, verify
from portal.identity.tables import Account
from portal.persistence.database import Database, system_scope
from portal.shared import clock
from tests.support.portal_process import RunningPortal
from tests.support.tab import Stranger

LIMIT_MS = 30.0
PASSWORD = "ein Satz nur für die Uhr 47"
ALONE = 40


async def main() -> int:
    """Measure and print."""
    options = read_options()
    portal = RunningPortal(options.port, options.var, 0)
    password_hash = await hash_password(PASSWORD)
    people = await move_in(portal, password_hash, ALONE + options.rate * options.seconds)
    hashing = [await time_hashing(password_hash) for _ in range(20)]
    async with Stranger.arrives(portal) as stranger:
        alone = [await sign_in(stranger, email) for email in people[:ALONE]]
        quiet = await others(stranger, asyncio.create_task(asyncio.sleep(3)))
        crowd = asyncio.create_task(sign_in_many(stranger, people[ALONE:], options.rate))
        busy = await others(stranger, crowd)
        waited = await crowd
    own = [max(0.0, ms - statistics.median(hashing)) for ms in alone]
    figures = {
        "hashing_ms": round(statistics.median(hashing), 1),
        "sign_in_without_hashing": figures_of(own),
        "sign_in_in_the_crowd": figures_of(waited),
        "page_before": figures_of(quiet),
        "page_meanwhile": figures_of(busy),
        "load": round(os.getloadavg()[0], 1),
    }
    print(json.dumps(figures))
    return int(figures_of(own)["p95_ms"] >= LIMIT_MS)


async def move_in(portal: RunningPortal, password_hash: str, number: int) -> list[str]:
    """Confirmed citizens whose password is PASSWORD."""
    emails = [f"bench-{uuid4().hex[:12]}@buerger.example" for _ in range(number)]
    database = Database(portal.owner_url(), pool_size=1)
    async with database.transaction(system_scope()) as session:
        for email in emails:
            session.add(
                Account(
                    email=email,
                    display_name="Bench",
                    password_hash=password_hash,
                    email_confirmed_at=clock.now(),
                )
            )
    await database.close()
    return emails


async def time_hashing(password_hash: str) -> float:
    """Milliseconds of one check of a password."""
    begun = time.perf_counter()
    await verify(password_hash, PASSWORD)
    return (time.perf_counter() - begun) * 1000


async def sign_in(stranger: Stranger, email: str) -> float:
    """Milliseconds until the answer."""
    fields = {"email": email, "password": PASSWORD, "weiter": "/konto/"}
    begun = time.perf_counter()
    answer = await stranger.request("POST", "/anmelden/", data=fields)
    assert answer.headers["Location"] == "/konto/", answer.headers["Location"]
    return (time.perf_counter() - begun) * 1000


async def sign_in_many(stranger: Stranger, emails: list[str], rate: int) -> list[float]:
    """`rate` begin each second, whether the earlier ones are in or not."""
    tasks = []
    for email in emails:
        tasks.append(asyncio.create_task(sign_in(stranger, email)))
        await asyncio.sleep(1 / rate)
    return list(await asyncio.gather(*tasks))


async def others(stranger: Stranger, meanwhile: asyncio.Task[Any]) -> list[float]:
    """Somebody who begins a form: the page and its session, until the task is done."""
    samples = []
    while not meanwhile.done():
        begun = time.perf_counter()
        await stranger.request("GET", "/antrag/geburtsurkunde/")
        samples.append((time.perf_counter() - begun) * 1000)
        await asyncio.sleep(0.05)
    return samples


def read_options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=3000)
    parser.add_argument("--var", type=Path, default=Path("var"))
    parser.add_argument("--rate", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=5)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
