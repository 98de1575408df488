"""The app does not start with a handler that nobody said who may call, or what it takes."""

import subprocess
import sys
from pathlib import Path

import pytest

from portal.web.session import fault_in

ROOT = Path(__file__).parents[3]
PROGRAM = """
import reflex as rx
from portal.web.guards import check_handlers, citizens, internal, public, staff

class Probe(rx.State):
{handler}

check_handlers()
"""


def started_with(handler: str) -> subprocess.CompletedProcess[str]:
    """A process of its own: every state class that was ever made stays registered."""
    indented = "\n".join(f"    {line}" for line in handler.strip().splitlines())
    command = [sys.executable, "-c", PROGRAM.format(handler=indented)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("mark", ["public", "citizens", "staff", "internal"])
def test_a_marked_handler_with_types_is_accepted(mark: str) -> None:
    result = started_with(f"@rx.event\n@{mark}\nasync def act(self, key: str) -> None: ...")
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize(
    ("handler", "words"),
    [
        ("@rx.event\nasync def act(self, key: str) -> None: ...", "has no access mark"),
        ("async def act(self, key: str) -> None: ...", "has no access mark"),
        ("@rx.event\n@public\nasync def act(self, key) -> None: ...", "parameter key has no type"),
        ("@rx.event\n@public\ndef act(self, key: str, more): ...", "parameter more has no type"),
        ("@rx.event(background=True)\nasync def act(self) -> None: ...", "has no access mark"),
    ],
)
def test_a_forgotten_mark_or_type_keeps_the_app_from_starting(handler: str, words: str) -> None:
    result = started_with(handler)
    assert result.returncode != 0
    assert "UnguardedHandler" in result.stderr
    assert f"probe.act: {words}" in result.stderr


ADDRESS = {"pathname": "/konto/", "asPath": "/konto/?a=1", "query": {"a": "1", "b": ["2", "3"]}}


@pytest.mark.parametrize(
    "data",
    [
        "text",
        ["list"],
        None,
        {},
        {"name": 1},
        {"name": ["x"]},
        {"name": "no.such.handler"},
        {"name": "reflex___state____state.hydrate", "payload": "text"},
        {"name": "reflex___state____state.hydrate", "payload": {}, "router_data": "text"},
        {"name": "reflex___state____state.hydrate", "router_data": {"pathname": {"a": 1}}},
        {"name": "reflex___state____state.hydrate", "router_data": {"asPath": ["/"]}},
        {"name": "reflex___state____state.hydrate", "router_data": {"asPath": "/%00"}},
        {"name": "reflex___state____state.hydrate", "router_data": {"asPath": "/" + "a" * 3000}},
        {"name": "reflex___state____state.hydrate", "router_data": {"query": {"a": {"b": "c"}}}},
    ],
)
def test_what_is_no_event_of_ours_is_told_before_reflex_sees_it(data: object) -> None:
    assert fault_in(data)


def test_what_our_own_pages_send_is_an_event() -> None:
    name = "reflex___state____state.hydrate"
    assert fault_in({"name": name, "payload": {}, "router_data": ADDRESS}) == ""
    assert fault_in({"name": name}) == ""
