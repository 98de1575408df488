"""What a provider's notification costs, at many a second: milliseconds until its answer.

    .venv/bin/python bench/webhooks.py [--rate 100] [--seconds 10]

Starts a PostgreSQL of its own and the whole app in this process, without the HTTP server in front
of it; client and portal share the core. Signed notifications of Stripe begin `--rate` times a
second, whether the earlier ones are answered or not: each is verified, stored once and its effect
enqueued. Every tenth is one that came before. Prints one JSON line; ends with 1 where the 95th
percentile is 50 ms or more.
"""

import argparse
import asyncio
import json
import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.form_step import figures_of

LIMIT_MS = 50.0
MAX_RATE, MAX_SECONDS = 500, 60
SECRET = "whsec_1"  # as tests.support.attacks settles it


async def measure(rate: int, seconds: int) -> dict[str, Any]:
    """Milliseconds of each answer, and how many events were stored."""
    from sqlalchemy import func, select

    from portal.payments.tables import PaymentEvent
    from portal.persistence.database import system_scope
    from portal.web.services import services
    from tests.support.attacks.app import running_app

    async with running_app() as app:
        for number in range(20):  # until it is warm
            await notify(app, f"evt_warm_{number}")
        tasks = []
        begun = time.perf_counter()
        for number in range(rate * seconds):
            event = f"evt_{number - 1 if number % 10 == 9 else number}"
            tasks.append(asyncio.create_task(notify(app, event)))
            await asyncio.sleep(max(0.0, begun + (number + 1) / rate - time.perf_counter()))
        taken = await asyncio.gather(*tasks)
        async with services().database.transaction(system_scope()) as session:
            stored = await session.scalar(select(func.count()).select_from(PaymentEvent))
        await services().close()
    expected = 20 + len([n for n in range(rate * seconds) if n % 10 != 9])
    assert stored == expected, f"{stored} events stored, not {expected}"
    return {"rate": rate, "stored": stored, "load": round(os.getloadavg()[0], 1)} | figures_of(
        taken
    )


async def notify(app: Any, event_id: str) -> float:
    """Milliseconds until the answer to one notification."""
    from tests.support.fake_stripe import signature

    session = {"id": f"cs_{event_id}", "object": "checkout.session", "payment_status": "paid"}
    event = {
        "id": event_id,
        "object": "event",
        "type": "checkout.session.completed",
        "data": {"object": session},
    }
    body = json.dumps(event).encode()
    headers = {
        "Host": "papenburg.localhost:3000",
        "Stripe-Signature": signature(body, SECRET, None),
    }
    begun = time.perf_counter()
    answer = await app.request("POST", "/webhooks/stripe", headers, body)
    assert answer.status == 200, (answer.status, answer.body)
    return (time.perf_counter() - begun) * 1000


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rate", type=int, default=100)
    parser.add_argument("--seconds", type=int, default=10)
    options = parser.parse_args()
    from tests.support.attacks.__main__ import settle_environment
    from tests.support.database import cloned_database, migrated_template, running_server

    with (
        running_server() as url,
        migrated_template(url) as template,
        cloned_database(url, template) as owner_url,
        TemporaryDirectory() as folder,
    ):
        os.environ["REFLEX_SKIP_COMPILE"] = "true"
        settle_environment(owner_url, folder)
        rate, seconds = min(options.rate, MAX_RATE), min(options.seconds, MAX_SECONDS)
        result = asyncio.run(measure(rate, seconds))
    print(json.dumps(result))
    return 0 if result["p95_ms"] < LIMIT_MS else 1


if __name__ == "__main__":
    sys.exit(main())
