"""How long an adapter waits for a provider in all, and what it makes of an unreadable answer.

A library's own timeout counts each read, each attempt and each of several requests anew: a server
that sends a byte now and then would be waited for without end.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from portal.payments.provider import ProviderUnavailable

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 8.0
# What reading an answer of another shape than the documented one raises.
_UNREADABLE = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError)

P = ParamSpec("P")
Answer = TypeVar("Answer")


class Patient(Protocol):
    """An adapter that waits `patience_seconds` for the whole of a call, and its `name`."""

    name: str
    patience_seconds: float


Self = TypeVar("Self", bound=Patient)


def in_time(
    call: Callable[Concatenate[Self, P], Coroutine[Any, Any, Answer]],
) -> Callable[Concatenate[Self, P], Coroutine[Any, Any, Answer]]:
    """Raises ProviderUnavailable when the call takes too long, or the answer cannot be read."""

    @wraps(call)
    async def within(self: Self, /, *args: P.args, **kwargs: P.kwargs) -> Answer:
        try:
            async with asyncio.timeout(self.patience_seconds):
                return await call(self, *args, **kwargs)
        except TimeoutError as error:
            raise ProviderUnavailable from error
        except _UNREADABLE as error:
            log.warning("%s: %s: %s in the answer", self.name, call.__name__, type(error).__name__)
            raise ProviderUnavailable from error

    return within
