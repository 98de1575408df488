"""The port behind which the bytes of uploads lie."""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Protocol
from uuid import UUID

from portal.errors import PortalError
from portal.shared.language import N_


class FileDamaged(PortalError):
    """The bytes are missing, cut off or changed since they were stored."""

    message = N_("Diese Datei lässt sich nicht mehr lesen. Bitte laden Sie sie noch einmal hoch.")


Content = Callable[[], AsyncGenerator[bytes]]
"""Reads what has arrived from its start, as often as it is called."""
Examination = Callable[[Content], Awaitable[None]]
"""Looks at an upload that has arrived in full; raises to refuse it."""


class FileKeys(Protocol):
    """The data keys of municipalities, and of the portal itself (municipality "")."""

    async def current(self, municipality: str) -> tuple[UUID, bytes]:
        """The id and the key that locks from now on."""

    async def find(self, key_id: UUID) -> bytes:
        """The key with this id. Raises a PortalError where there is none."""


class FileStore(Protocol):
    """Keeps bytes under an id, unreadable for whoever gets hold of the medium alone."""

    async def save(
        self,
        file_id: UUID,
        chunks: AsyncIterator[bytes],
        examine: Examination | None = None,
        *,
        municipality: str = "",
    ) -> None:
        """Keep all chunks under `file_id`, or nothing at all if `chunks` or `examine` raises.

        `municipality` is whose key locks them; "": the portal's own.
        """

    async def renew(self, file_id: UUID, municipality: str) -> bool:
        """Lock a file with the newest key of `municipality`; False where it is already.

        Its contents are not touched. Raises FileDamaged.
        """

    def read(self, file_id: UUID) -> AsyncIterator[bytes]:
        """The bytes again, in chunks. Raises FileDamaged, before giving out anything changed."""

    def discard(self, file_id: UUID) -> None:
        """Forget the bytes; nothing happens if there are none."""

    def older_than(self, age: timedelta) -> list[UUID]:
        """Everything that was finished longer ago than `age`."""

    def discard_unfinished(self, age: timedelta) -> None:
        """Forget what was begun longer ago than `age` and is not finished, as after a crash."""

    def set_aside(self, file_id: UUID) -> None:
        """Bytes that belong to nothing: out of use at once, forgotten after a month."""
