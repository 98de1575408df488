"""A file far too large is refused while it is sent, and costs the web process no memory."""

from pathlib import Path

from portal.persistence.database import Database
from tests.support.large_uploads import MEGABYTE, uploads_to_a_process
from tests.support.uploads import JPEG

LIMIT = 10 * MEGABYTE
# What lies in the sockets and in the server's queue when the answer comes.
UNDERWAY = 12 * MEGABYTE


async def test_300_megabytes_are_refused_early_and_leave_no_trace_in_memory(
    owner_url: str, database: Database, tmp_path: Path
) -> None:
    async with uploads_to_a_process(owner_url, database, tmp_path) as uploads:
        assert (await uploads.send(len(JPEG) + 1, announced=True)).status == 200
        before = uploads.process.forget_peak()

        announced = await uploads.send(300 * MEGABYTE, announced=True)
        assert announced.status == 413
        assert "höchstens 10 MB" in announced.message
        assert announced.sent < UNDERWAY

        unannounced = await uploads.send(300 * MEGABYTE, announced=False)
        assert unannounced.status == 422
        assert "höchstens 10 MB" in unannounced.message
        assert unannounced.sent < LIMIT + UNDERWAY

        allowed = await uploads.send(LIMIT - MEGABYTE, announced=False)
        assert (allowed.status, allowed.sent) == (200, LIMIT - MEGABYTE)

        assert before > 20 * MEGABYTE
        assert uploads.process.peak() - before < 20 * MEGABYTE
        kept = [path.stat().st_size for path in uploads.files.rglob("*") if path.is_file()]
        assert len(kept) == 2
        assert sum(kept) < LIMIT
