"""Follow-ups run in this process, right after the transaction: for the demo's past, and tests."""

from collections.abc import Container, Mapping
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from portal.workflow.follow_ups import FOLLOW_UPS
from portal.workflow.services import Services


class FollowUpsAtOnce:
    """Implements persistence.follow_ups.FollowUps, but for what is delayed or not in `names`."""

    def __init__(self, names: Container[str] = FOLLOW_UPS) -> None:
        self._names = names
        self._waiting: dict[tuple[str, str], dict[str, str]] = {}
        self._done: set[tuple[str, str]] = set()

    async def enqueue(
        self,
        session: AsyncSession,
        name: str,
        key: str,
        arguments: Mapping[str, str],
        delay: timedelta | None = None,
    ) -> None:
        """Remember it for `run_waiting`, once per key."""
        if delay is None and name in self._names and (name, key) not in self._done:
            self._waiting[name, key] = dict(arguments)

    async def forget_finished(self, age: timedelta) -> None:
        """Nothing is kept of what is done."""

    async def run_waiting(self, services: Services) -> None:
        """Run what was enqueued, and what that enqueues; call it after the transaction."""
        while self._waiting:
            (name, key), arguments = self._waiting.popitem()
            self._done.add((name, key))
            await FOLLOW_UPS[name](services, arguments)
