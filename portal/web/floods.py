"""How much one sender may ask of the websocket: tabs from one network, events of one tab.

Each new tab costs this process a state that is kept for a day, and anybody gets a session for the
asking: so the network counts. Behind a proxy that nobody told us to trust, or on the machine itself
they all come from loopback: then only the events of a tab are limited.
"""

import time
from collections import OrderedDict, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import TypeVar

from portal.identity.attempts import network_of

OPEN_TABS = 1_000
"""Websockets open at once from one network; a provider of mobile phones shares one address."""
KNOWN_TABS = 100_000
Kept = TypeVar("Kept")


@dataclass
class Allowance:
    """So many at once, and then so many a second (a leaky bucket)."""

    at_once: float
    per_second: float
    left: float = field(init=False)
    since: float = 0.0

    def __post_init__(self) -> None:
        self.left = self.at_once

    def take(self, now: float) -> bool:
        """One more; False where it is too much just now."""
        self.left = min(self.at_once, self.left + (now - self.since) * self.per_second)
        self.since = now
        if self.left < 1:
            return False
        self.left -= 1
        return True


def _new_tabs() -> Allowance:
    return Allowance(at_once=1_000, per_second=0.5)


def _events() -> Allowance:
    return Allowance(at_once=1_000, per_second=200)


class FloodGate:
    """Counts in this process's memory; several workers let through as many times as much."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._open: dict[str, set[str]] = defaultdict(set)
        self._network_of: dict[str, str] = {}
        self._new_tabs: OrderedDict[str, Allowance] = OrderedDict()
        self._known: OrderedDict[str, None] = OrderedDict()
        self._events: dict[str, Allowance] = {}

    def lets_in(self, sid: str, address: str, token: str) -> bool:
        """Whether a websocket from `address` may open for the tab whose state's key is `token`."""
        network = network_of(address)
        if not _is_this_machine(address) and not self._has_room(network, token):
            return False
        self._open[network].add(sid)
        self._network_of[sid] = network
        self._events[sid] = _events()
        return True

    def takes_event(self, sid: str) -> bool:
        """Whether the tab may send one more event now."""
        return sid not in self._events or self._events[sid].take(self._now())

    def forget(self, sid: str) -> None:
        """The websocket has closed."""
        network = self._network_of.pop(sid, "")
        self._events.pop(sid, None)
        self._open[network].discard(sid)
        if not self._open[network]:
            del self._open[network]

    def _has_room(self, network: str, token: str) -> bool:
        """A tab that comes back, after a lost connection, costs nothing new."""
        if len(self._open.get(network, ())) >= OPEN_TABS:
            return False
        comes_back = token in self._known
        if not comes_back and not self._allowance_of(network).take(self._now()):
            return False
        _remember(self._known, token, None)
        return True

    def _allowance_of(self, network: str) -> Allowance:
        allowance = self._new_tabs.get(network) or _new_tabs()
        _remember(self._new_tabs, network, allowance)
        return allowance


def _remember(kept: OrderedDict[str, Kept], key: str, value: Kept) -> None:
    """The newest last; the oldest are forgotten."""
    kept[key] = value
    kept.move_to_end(key)
    if len(kept) > KNOWN_TABS:
        kept.popitem(last=False)


def _is_this_machine(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return True  # no address at all: a socket of this machine
