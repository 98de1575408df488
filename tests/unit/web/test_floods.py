"""One sender cannot fill the memory of everybody's portal, and no street is shut out."""

import pytest

from portal.web.floods import OPEN_TABS, FloodGate

HOME, STREET = "203.0.113.7", "198.51.100.4"


class Clock:
    """Seconds that pass when told."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def gate(clock: Clock) -> FloodGate:
    return FloodGate(clock)


def opened(gate: FloodGate, address: str, many: int, start: int = 0) -> int:
    """How many of `many` new tabs were let in, each closed again."""
    let_in = 0
    for number in range(start, start + many):
        sid = f"{address}-{number}"
        if gate.lets_in(sid, address, f"tab-{sid}"):
            let_in += 1
            gate.forget(sid)
    return let_in


def test_nobody_holds_more_tabs_open_than_a_whole_street_does(gate: FloodGate) -> None:
    held = sum(gate.lets_in(str(n), HOME, "the same tab") for n in range(OPEN_TABS + 50))
    assert held == OPEN_TABS
    assert gate.lets_in("other", STREET, "tab")
    gate.forget("0")
    assert gate.lets_in("next", HOME, "the same tab")


def test_new_tabs_from_one_network_come_slowly_after_the_first_thousand(
    gate: FloodGate, clock: Clock
) -> None:
    assert opened(gate, HOME, 1500) == 1000
    assert opened(gate, STREET, 10) == 10
    clock.now += 60
    assert opened(gate, HOME, 100, start=5000) == 30


def test_who_comes_back_after_a_lost_connection_is_let_in(gate: FloodGate) -> None:
    opened(gate, HOME, 1500)
    assert gate.lets_in("again", HOME, f"tab-{HOME}-3")
    assert not gate.lets_in("new", HOME, "never seen")


def test_addresses_of_one_customer_count_as_one_network(gate: FloodGate) -> None:
    let_in = sum(
        gate.lets_in(str(n), f"2001:db8:1:1::{n:x}", f"tab {n}") for n in range(OPEN_TABS + 9)
    )
    assert let_in == OPEN_TABS


def test_behind_a_proxy_that_is_not_trusted_nobody_shuts_out_the_others(gate: FloodGate) -> None:
    assert opened(gate, "127.0.0.1", 5000) == 5000


def test_a_tab_sends_no_more_than_hands_can(gate: FloodGate, clock: Clock) -> None:
    gate.lets_in("sid", HOME, "tab")
    assert sum(gate.takes_event("sid") for _ in range(1500)) == 1000
    clock.now += 1
    assert sum(gate.takes_event("sid") for _ in range(500)) == 200
