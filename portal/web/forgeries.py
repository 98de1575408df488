"""How many notifications that do not verify one network may send: each may cost a question.

PayPal has to be asked whether it sent one. Who sends many that it did not is not asked about for a
while and told to come again: what is true is sent again by its provider, and looked for anyway
(`workflow.payments.watch_payment`). In this process's memory.
"""

import time
from collections import OrderedDict
from collections.abc import Callable

from portal.identity.attempts import network_of
from portal.web.floods import Allowance

KNOWN_NETWORKS = 10_000


def _forgeries() -> Allowance:
    return Allowance(at_once=50, per_second=0.2)


class ForgeryGate:
    """Counts what did not verify, by network and provider."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._left: OrderedDict[tuple[str, str], Allowance] = OrderedDict()
        self._shut: dict[tuple[str, str], float] = {}

    def is_open(self, address: str, provider: str) -> bool:
        """Whether what comes from there is looked at."""
        key = (network_of(address), provider)
        return self._shut.get(key, 0.0) <= self._now()

    def note_forgery(self, address: str, provider: str) -> None:
        """It did not verify."""
        key, now = (network_of(address), provider), self._now()
        allowance = self._left.pop(key, None) or _forgeries()
        self._left[key] = allowance
        if not allowance.take(now):
            self._shut[key] = now + 1 / allowance.per_second
        if len(self._left) > KNOWN_NETWORKS:
            oldest, _ = self._left.popitem(last=False)
            self._shut.pop(oldest, None)
