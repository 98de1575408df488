"""An upload under inspection: its size and kind while it streams in, the rest once it is there."""

import hashlib
from collections.abc import AsyncIterator

from portal.errors import InvalidInput
from portal.files.pages import require_pages
from portal.files.pictures import require_openable
from portal.files.recognition import HEAD, MEDIA_TYPES, PDF, media_type_of
from portal.shared.language import _

MOST_PAGES = 100


async def require_readable(
    media_type: str, content: AsyncIterator[bytes], max_pages: int = MOST_PAGES
) -> None:
    """Raises InvalidInput unless people can open it: not damaged, not locked, not endless."""
    if media_type == PDF:
        await require_pages(content, max_pages)
    else:
        await require_openable(media_type, content)


class Inspection:
    """Looks at an upload as it passes, and stops it as soon as it cannot be accepted."""

    def __init__(self, max_bytes: int, accept: frozenset[str]) -> None:
        self.max_bytes = max_bytes
        self.accept = accept
        self.media_type = ""
        self.size = 0
        self._digest = hashlib.sha256()

    @property
    def sha256(self) -> str:
        """The digest of what has passed, hexadecimal."""
        return self._digest.hexdigest()

    async def watch(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """The same bytes, held back until their kind is known. Raises InvalidInput."""
        head = b""
        async for chunk in chunks:
            self._measure(chunk)
            if self.media_type:
                yield chunk
                continue
            head += chunk
            if len(head) >= HEAD:
                self._recognise(head)
                yield head
        if not self.media_type:
            self._recognise(head)
            yield head

    def _measure(self, chunk: bytes) -> None:
        self.size += len(chunk)
        self._digest.update(chunk)
        if self.size > self.max_bytes:
            limit = f"{self.max_bytes / 1_000_000:.1f}".removesuffix(".0").replace(".", ",")
            raise InvalidInput(
                _(
                    "Diese Datei ist zu groß. Bitte wählen Sie eine mit höchstens {limit} MB."
                ).format(limit=limit)
            )

    def _recognise(self, head: bytes) -> None:
        if not head:
            raise InvalidInput(_("Diese Datei ist leer. Bitte wählen Sie eine andere."))
        found = media_type_of(head)
        if found is None or found not in self.accept:
            kinds = [name for media_type, name in MEDIA_TYPES.items() if media_type in self.accept]
            raise InvalidInput(
                _(
                    "Diese Art von Datei können wir nicht annehmen. Bitte wählen Sie eine Datei "
                    "dieser Art: {kinds}."
                ).format(kinds=", ".join(kinds))
            )
        self.media_type = found
