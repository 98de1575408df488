"""What uploads cost the web process: memory, and when a file far too large is refused.

    .venv/bin/python bench/uploads.py

Starts a database and a web process of its own, sends 300 MB with and without an announced size,
then an allowed large file, then fifty photos at the same time (taken in, checked, then refused:
the field has no room for so many), and prints one JSON line. Ends with 1 if memory grew by 20 MB
or more before the fifty.
"""

import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from portal.persistence.database import Database
from tests.support.database import cloned_database, migrated_template, running_server
from tests.support.large_uploads import MEGABYTE, Uploads, uploads_to_a_process

FAR_TOO_LARGE = 300 * MEGABYTE
ALLOWED = 10 * MEGABYTE
PHOTO = 4 * MEGABYTE
AT_ONCE = 50
LIMIT = 20 * MEGABYTE


async def measure(uploads: Uploads) -> dict[str, object]:
    """The figures, in MB (1,000,000 bytes) and seconds."""
    await uploads.send(10_000, announced=True)
    before = uploads.process.forget_peak()
    refused = [await uploads.send(FAR_TOO_LARGE, announced=told) for told in (True, False)]
    grown_by_refused = uploads.process.peak() - before
    started = time.perf_counter()
    allowed = await uploads.send(ALLOWED, announced=True)
    seconds = time.perf_counter() - started
    grown_by_one = uploads.process.peak() - before
    several = (uploads.send(PHOTO, announced=True, mark=b"%d" % n) for n in range(AT_ONCE))
    await asyncio.gather(*several)
    grown = uploads.process.peak() - before
    return {
        "memory before": _mb(before),
        "300 MB announced": [refused[0].status, f"after {_mb(refused[0].sent)} MB sent"],
        "300 MB chunked": [refused[1].status, f"after {_mb(refused[1].sent)} MB sent"],
        "memory grown by these": _mb(grown_by_refused),
        "10 MB allowed": [allowed.status, f"{seconds:.2f} s"],
        "memory grown so far": _mb(grown_by_one),
        "memory grown by 50 photos of 4 MB at once": _mb(grown),
        "good": max(grown_by_refused, grown_by_one) < LIMIT,
    }


async def main() -> int:
    """0 if memory stayed flat."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running_server() as server,
        migrated_template(server) as template,
        cloned_database(server, template) as url,
    ):
        database = Database(url, pool_size=5)
        async with uploads_to_a_process(url, database, Path(folder)) as uploads:
            figures = await measure(uploads)
        await database.close()
    print(json.dumps(figures))
    return 0 if figures["good"] else 1


def _mb(size: int) -> float:
    return round(size / MEGABYTE, 1)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
