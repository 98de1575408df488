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

import pytest

from tests.support.database import cloned_database

ROOT = Path(__file__).parents[3]
CALLS = 10_000
ENOUGH_TO_NOTICE = 4_000
THINGS = ("Konto", "Vorgang", "Nachricht", "Datei", "Entwurf", "Entwurfsdatei")


@pytest.fixture(scope="module")
def told(postgres_url: str, template_database: str) -> dict[str, Any]:
    """What the attacks tell of themselves, in a process of their own."""
    program = [sys.executable, "-m", "tests.support.attacks"]
    amount = ["--calls", str(CALLS), "--until-noticed", str(ENOUGH_TO_NOTICE)]
    with cloned_database(postgres_url, template_database) as owner_url:
        ran = subprocess.run(
            [*program, owner_url, *amount],
            check=False,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=500,
        )
    assert ran.stdout.startswith("{"), ran.stderr[-2000:]
    answer: dict[str, Any] = json.loads(ran.stdout)
    return answer


def test_ten_thousand_calls_find_nothing(told: dict[str, Any]) -> None:
    assert told["calls"] >= CALLS
    assert told["handlers"] > 100
    assert told["routes"] > 40
    assert told["found"] == [], f"again with --seed {told['seed']}"


def test_what_they_look_for_is_there_to_be_seen(told: dict[str, Any]) -> None:
    seen = {word.removeprefix("KanariViktoria") for word in told["owner_saw"]}
    assert set(THINGS) <= seen


def test_either_separation_of_whose_things_are_whose_holds_alone(told: dict[str, Any]) -> None:
    assert len(told["leaks"]) == 2
    assert not any(told["leaks"].values()), told["leaks"]


def test_they_notice_each_guard_that_is_taken_away(told: dict[str, Any]) -> None:
    assert len(told["without"]) >= 10
    assert told["unnoticed"] == []
