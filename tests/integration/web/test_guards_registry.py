"""The app does not start with a handler that nobody said who may call, or what it takes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from portal.web.session import fault_in

ROOT = Path(__file__).parents[3]
MARKED = [
    f"@rx.event\n@{mark}\nasync def act(self, key: str) -> None: ..."
    for mark in ("public", "citizens", "staff", "internal")
]
FORGOTTEN = {
    "@rx.event\nasync def act(self, key: str) -> None: ...": "has no access mark",
    "async def act(self, key: str) -> None: ...": "has no access mark",
    "@rx.event\n@public\nasync def act(self, key) -> None: ...": "parameter key has no type",
    "@rx.event\n@public\ndef act(self, key: str, more): ...": "parameter more has no type",
    "@rx.event(background=True)\nasync def act(self) -> None: ...": "has no access mark",
}
# Each handler in a process of its own: every state class that was ever made stays registered.
PROGRAM = """
import json, os, sys
import reflex as rx
from portal.web.guards import UnguardedHandler, check_handlers, citizens, internal, public, staff

def fault(handler):
    lines = "\\n".join("    " + line for line in handler.splitlines())
    exec("class Probe(rx.State):\\n" + lines, globals())
    try:
        check_handlers()
    except UnguardedHandler as fault:
        return str(fault)
    return ""

for handler in json.load(sys.stdin):
    if os.fork() == 0:
        print(json.dumps([handler, fault(handler)]), flush=True)
        os._exit(0)
    os.wait()
"""


@pytest.fixture(scope="module")
def faults() -> dict[str, str]:
    """What the app says at its start about a state with each of these handlers; "" = starts."""
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        input=json.dumps([*MARKED, *FORGOTTEN]),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stderr == ""
    return dict(json.loads(line) for line in result.stdout.splitlines())


@pytest.mark.parametrize("handler", MARKED)
def test_a_marked_handler_with_types_is_accepted(faults: dict[str, str], handler: str) -> None:
    assert faults[handler] == ""


@pytest.mark.parametrize("handler", FORGOTTEN)
def test_a_forgotten_mark_or_type_keeps_the_app_from_starting(
    faults: dict[str, str], handler: str
) -> None:
    assert f"probe.act: {FORGOTTEN[handler]}" in faults[handler]


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
