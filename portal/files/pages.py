"""How many pages a PDF has, found out at arm's length (see count_pages)."""

import asyncio
import json
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from portal.errors import InvalidInput
from portal.shared.language import _

COUNTER = Path(__file__).with_name("count_pages.py")
SECONDS = 20
# A PDF is in that process's memory as a whole.
AT_ONCE = 2


async def require_pages(chunks: AsyncIterator[bytes], most: int) -> None:
    """Raises InvalidInput unless it is a PDF that anyone can open, with at most `most` pages."""
    async with _turns(asyncio.get_running_loop()):
        found = await _look_at(chunks, most)
    if found.get("locked"):
        raise InvalidInput(
            _(
                "Dieses PDF ist mit einem Passwort geschützt. Bitte speichern Sie es ohne "
                "Passwort und laden Sie es noch einmal hoch."
            )
        )
    if found.get("dynamic"):
        raise InvalidInput(
            _(
                "Dieses PDF ist ein Formular, das nur wenige Programme anzeigen. Bitte öffnen Sie "
                "es, wählen Sie „Drucken“ und „Als PDF speichern“, und laden Sie das neue PDF "
                "hoch."
            )
        )
    if found.get("launches"):
        raise InvalidInput(
            _(
                "Dieses PDF will ein Programm starten. Das nehmen wir zu Ihrer und unserer "
                "Sicherheit nicht an. Bitte öffnen Sie es, wählen Sie „Drucken“ und „Als PDF "
                "speichern“, und laden Sie das neue PDF hoch."
            )
        )
    if not found.get("pages"):
        raise InvalidInput(
            _(
                "Dieses PDF ist beschädigt und lässt sich nicht öffnen. Bitte speichern oder "
                "scannen Sie es noch einmal."
            )
        )
    if found["pages"] > most:
        raise InvalidInput(
            _(
                "Dieses PDF hat zu viele Seiten. Möglich sind höchstens {most}. Bitte laden Sie "
                "nur die Seiten hoch, die wir brauchen."
            ).format(most=most)
        )


@lru_cache(maxsize=4)
def _turns(loop: asyncio.AbstractEventLoop) -> asyncio.Semaphore:
    return asyncio.Semaphore(AT_ONCE)


async def _look_at(chunks: AsyncIterator[bytes], most: int) -> dict[str, int]:
    """What the counter found; empty if it could not read the PDF or took too long."""
    command = (sys.executable, "-I", str(COUNTER), str(most))
    process = await asyncio.create_subprocess_exec(
        *command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env={}
    )
    try:
        async with asyncio.timeout(SECONDS):
            answer = await _ask(process, chunks)
            found = json.loads(answer) if await process.wait() == 0 else {}
    except TimeoutError:
        found = {}
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    return dict(found)


async def _ask(process: Process, chunks: AsyncIterator[bytes]) -> bytes:
    assert process.stdin is not None
    assert process.stdout is not None
    with suppress(BrokenPipeError, ConnectionResetError):
        async for chunk in chunks:
            process.stdin.write(chunk)
            await process.stdin.drain()
        process.stdin.close()
    return await process.stdout.read()
