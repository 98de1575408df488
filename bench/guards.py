"""What the guards add to each event and request: milliseconds, on this machine.

    .venv/bin/python bench/guards.py [--rounds 400]

Starts a PostgreSQL of its own with one citizen signed in. Measured is what stands before every
handler (the session looked up, the mark, the types of the payload), the lookup alone, the types
alone, and what row-level security adds to finding an application. Prints one JSON line; ends with 1
where the guards' median is 5 ms or more.
"""

import argparse
import asyncio
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

LIMIT_MS = 5.0
MAX_ROUNDS = 5_000
HOST = "papenburg.localhost:3000"


async def measure(owner_url: str, rounds: int) -> dict[str, float]:
    """Medians and 95th percentiles, in milliseconds."""
    from reflex_base.registry import RegistrationContext

    from portal.applications import find_application
    from portal.web import guards
    from portal.web.services import services
    from portal.web.session import identify
    from tests.support.applications import CERTIFICATE_FOR_MYSELF, a_citizen, a_draft
    from tests.support.attacks.app import running_app
    from tests.support.attacks.guards import row_security_off
    from tests.support.site import session_token

    async with running_app():
        database = services().database
        citizen = await a_citizen(database)
        draft = await a_draft(database, citizen.scope, CERTIFICATE_FOR_MYSELF)
        cookie = f"schalter-3000={await session_token(database, citizen.scope)}"
        handlers = RegistrationContext.get().event_handlers
        remove = next(h.handler.fn for n, h in handlers.items() if n.endswith("application.remove"))
        payload = {"group_path": "dogs", "index": 1}

        async def look_up() -> None:
            assert (await identify(HOST, cookie)).citizen_id

        async def types() -> None:
            assert guards._fits(remove, payload)

        async def guard() -> None:
            await look_up()
            await types()

        async def find() -> None:
            async with database.transaction(citizen.scope) as session:
                await find_application(session, draft.id)

        result = {}
        for name, work in (("guard", guard), ("look_up", look_up), ("types", types)):
            result |= await timed(name, work, rounds)
        result |= await timed("find_with_rls", find, rounds)
        with row_security_off(owner_url):
            result |= await timed("find_without_rls", find, rounds)
        await services().close()
    return result


async def timed(name: str, work: Callable[[], Awaitable[None]], rounds: int) -> dict[str, float]:
    """Its median and 95th percentile in milliseconds, once it is warm."""
    taken = []
    for number in range(rounds + 20):
        begun = time.perf_counter()
        await work()
        if number >= 20:
            taken.append(1000 * (time.perf_counter() - begun))
    return {
        f"{name}_p50_ms": round(median(taken), 3),
        f"{name}_p95_ms": round(quantiles(taken, n=20)[18], 3),
    }


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure what the guards add")
    parser.add_argument("--rounds", type=int, default=400)
    rounds = min(max(parser.parse_args().rounds, 20), MAX_ROUNDS)
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
        result = asyncio.run(measure(owner_url, rounds))
    print(json.dumps(result))
    return 0 if result["guard_p50_ms"] < LIMIT_MS else 1


if __name__ == "__main__":
    sys.exit(main())
