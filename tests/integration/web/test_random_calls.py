"""An attacker with a script, accounts and time: 10,000 random calls at the whole app.

Every handler over the websocket's protocol, every route; with other people's ids and state tokens,
at other towns' hosts, with ended sessions, wrong types, forged origins. Nobody sees what is not
theirs, nothing of Viktoria's changes, nothing fails, and no log quotes anybody. Then each guard is
taken away, and each time the same calls notice. More: `python -m tests.support.attacks --help`.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.support.database import cloned_database

ROOT = Path(__file__).parents[3]
CALLS = 10_000
ENOUGH_TO_NOTICE = 4_000
THINGS = ("Konto", "Vorgang", "Nachricht", "Datei", "Entwurf", "Entwurfsdatei")


def test_they_find_nothing_and_notice_each_guard_that_is_taken_away(
    postgres_url: str, template_database: str
) -> None:
    """One test for all: its process takes a minute, and each worker would start another."""
    with cloned_database(postgres_url, template_database) as owner_url:
        told = _what_attacks_tell(owner_url)

    assert told["calls"] >= CALLS
    assert told["handlers"] > 100
    assert told["routes"] > 40
    assert told["found"] == [], f"again with --seed {told['seed']}"

    seen = {word.removeprefix("KanariViktoria") for word in told["owner_saw"]}
    assert set(THINGS) <= seen, "what they look for is there to be seen"

    assert len(told["leaks"]) == 2
    assert not any(told["leaks"].values()), "either separation of whose things holds alone"

    assert len(told["without"]) >= 10
    assert told["unnoticed"] == []


def _what_attacks_tell(owner_url: str) -> dict[str, Any]:
    program = [sys.executable, "-m", "tests.support.attacks", owner_url]
    amount = ["--calls", str(CALLS), "--until-noticed", str(ENOUGH_TO_NOTICE)]
    ran = subprocess.run(
        [*program, *amount], check=False, cwd=ROOT, capture_output=True, text=True, timeout=500
    )
    assert ran.stdout.startswith("{"), ran.stderr[-2000:]
    answer: dict[str, Any] = json.loads(ran.stdout)
    return answer
