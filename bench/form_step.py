"""What a step of the longest form costs the server: opening it, and "Weiter".

    .venv/bin/python bench/form_step.py [--port 3000] [--var var] [--rounds 200]

Needs a running portal in demo mode on this machine, with its data folder; talks to 127.0.0.1 alone,
as Reflex's client does. A citizen signed in, with contact data, has the Gewerbeanmeldung (9 steps)
filled in; then opens its longest step and sends it, again and again. Counted from sending the event
to the answer: session, database, engine and websocket, without a browser. Client and portal share
the cores. Prints one JSON line; ends with 1 if a p95 is 40 ms or more.
"""

import argparse
import asyncio
import json
import os
import sys
import time
from pathlib import Path
from statistics import quantiles
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from portal.catalogue import service_by_slug
from portal.forms import merge_raw, step_view
from tests.support.paper_form import drawn
from tests.support.portal_process import RunningPortal
from tests.support.residents import move_in, open_session
from tests.support.tab import Stranger, Tab, handler, shown
from tests.unit.catalogue.answers import context
from tests.unit.catalogue.answers_registers import trade_registration

LIMIT_MS = 40.0
SLUG = "gewerbeanmeldung"
PATH = f"/antrag/{SLUG}/"
WARM_UP = 10


async def main() -> int:
    """Measure and print."""
    options = read_options()
    portal = RunningPortal(options.port, options.var, 0)
    email = await move_in(portal)
    token = await open_session(portal, email, "papenburg")
    async with Stranger.arrives(portal) as citizen:
        cookie = f"schalter-{portal.port}={token}"
        tab = await citizen.tab(PATH, cookie)
        draft = shown(await tab.load(), "application_id")
        await fill_in(citizen, cookie, draft)
        step, payload = the_longest_step()
        tab.path = f"{PATH}?schritt={step}"
        await tab.load()
        opened = [await timed(tab, "open") for _ in range(options.rounds + WARM_UP)]
        sent = [await timed(tab, "go_on", form_data=payload) for _ in opened]
    figures = {"open": figures_of(opened), "weiter": figures_of(sent), "fields": len(payload)}
    print(json.dumps(figures | {"rounds": options.rounds, "load": round(os.getloadavg()[0], 1)}))
    return int(any(figures[name]["p95_ms"] >= LIMIT_MS for name in ("open", "weiter")))


async def fill_in(citizen: Stranger, cookie: str, draft: str) -> None:
    """All answers at once, as the autosave sends them."""
    answers = {name: v for name, v in trade_registration().items() if not name.endswith(".count")}
    answer = await citizen.request(
        "POST",
        f"/antrag/{draft}/speichern",
        headers={"Cookie": cookie},
        data=json.dumps({"revision": 0, "changes": answers}),
    )
    assert answer.status == 200, answer.status


def the_longest_step() -> tuple[str, dict[str, Any]]:
    """The step with the most inputs, and what its form sends."""
    form = service_by_slug(SLUG).form
    assert form is not None
    raw = merge_raw(form, {}, trade_registration(), context())
    sent: dict[str, dict[str, Any]] = {}
    for step in form.steps:
        try:
            lines = step_view(form, step.id, raw, context()).fields
        except Exception:
            continue
        sent[step.id] = {name: value for line in lines for name, value in drawn(line).items()}
    longest = max(sent, key=lambda step_id: len(sent[step_id]))
    return longest, {name: value for name, value in sent[longest].items() if value != []}


async def timed(tab: Tab, name: str, **payload: Any) -> float:
    """Milliseconds until the server's answer to this event."""
    begun = time.perf_counter()
    await tab.ask(handler("citizen.form.state", "application", name), **payload)
    elapsed = (time.perf_counter() - begun) * 1000
    await tab.hear()
    return elapsed


def figures_of(samples: list[float]) -> dict[str, float]:
    """Median, 95th percentile and the longest, without the first ones."""
    kept = samples[WARM_UP:]
    cuts = quantiles(kept, n=20)
    return {
        "p50_ms": round(cuts[9], 1),
        "p95_ms": round(cuts[18], 1),
        "longest_ms": round(max(kept), 1),
    }


def read_options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=3000)
    parser.add_argument("--var", type=Path, default=Path("var"))
    parser.add_argument("--rounds", type=int, default=200)
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
