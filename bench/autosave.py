"""What the autosave costs the server while many people type.

    .venv/bin/python bench/autosave.py [--port 3000] [--var var] [--people 50] [--seconds 10]

Needs a running portal in demo mode on this machine; talks to 127.0.0.1 alone. Each of many visitors
begins a draft of the longest form and sends one changed field a second, as autosave.js does at
most. Counted from sending the request to its answer. Client and portal share the cores. Prints one
JSON line; ends with 1 if p95 is 100 ms or more, or if anything was refused.
"""

import argparse
import asyncio
import json
import os
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.form_step import PATH, figures_of
from tests.support.portal_process import RunningPortal
from tests.support.tab import Stranger, shown

LIMIT_MS = 100.0


async def main() -> int:
    """Measure and print."""
    options = read_options()
    portal = RunningPortal(options.port, options.var, 0)
    async with Stranger.arrives(portal) as stranger:
        people = [await begin(stranger) for _ in range(options.people)]
        end = time.monotonic() + options.seconds
        typed = await asyncio.gather(*(type_on(stranger, *who, end) for who in people))
    samples = [ms for times, _ in typed for ms in times]
    refused = sum(number for _, number in typed)
    figures = figures_of(samples)
    about = {"people": options.people, "saves": len(samples), "refused": refused}
    print(json.dumps(figures | about | {"load": round(os.getloadavg()[0], 1)}))
    return int(figures["p95_ms"] >= LIMIT_MS or refused > 0)


async def begin(stranger: Stranger) -> tuple[str, str]:
    """A visitor's cookie and draft."""
    cookie = await stranger.visitor_cookie()
    tab = await stranger.tab(PATH, cookie)
    return cookie, shown(await tab.load(), "application_id")


async def type_on(
    stranger: Stranger, cookie: str, draft: str, end: float
) -> tuple[list[float], int]:
    """One field a second until `end` (time.monotonic()); the milliseconds, and how many failed."""
    samples: list[float] = []
    refused = revision = 0
    await asyncio.sleep(random.random())
    while time.monotonic() < end:
        changes = {"owner.last_name": f"Łukasiewicz {len(samples)}"}
        begun = time.perf_counter()
        answer = await stranger.request(
            "POST",
            f"/antrag/{draft}/speichern?seite=bench",
            headers={"Cookie": cookie},
            data=json.dumps({"revision": revision, "changes": changes}),
        )
        samples.append((time.perf_counter() - begun) * 1000)
        refused += answer.status != 200
        revision += answer.status == 200
        await asyncio.sleep(max(0.0, 1 - (time.perf_counter() - begun)))
    return samples, refused


def read_options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=3000)
    parser.add_argument("--var", type=Path, default=Path("var"))
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=10)
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
