"""The port for work that must happen later, and exactly once."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession


class FollowUps(Protocol):
    """Puts follow-ups into the transaction of the change that needs them."""

    async def enqueue(
        self,
        session: AsyncSession,
        name: str,
        key: str,
        arguments: Mapping[str, str],
        delay: timedelta | None = None,
    ) -> None:
        """Run the follow-up `name` with `arguments` once per `key`, after this session commits.

        A second call with the same `key` changes nothing. `delay` counts from now.
        """

    async def forget_finished(self, age: timedelta) -> None:
        """Forget what was finished, or given up, longer ago than `age`, arguments included."""
