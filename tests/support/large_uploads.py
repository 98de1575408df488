"""A citizen with a draft at a web process of its own, who sends files of any size."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from portal.persistence.database import Database
from portal.settings import read_settings
from portal.web.cookies import session_cookie_name
from tests.support.applications import CERTIFICATE_FOR_MYSELF, a_citizen, a_draft
from tests.support.site import session_token
from tests.support.uploads import JPEG
from tests.support.web_process import Answered, WebProcess, send_large, web_process

MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Uploads:
    """Somebody's connection to a web process, and where that keeps its files."""

    process: WebProcess
    path: str
    headers: dict[str, str]
    files: Path

    async def send(self, size: int, *, announced: bool, mark: bytes = b"") -> Answered:
        """A photo of that many bytes; `mark` makes it another one."""
        return await send_large(
            self.process.port, self.path, self.headers, JPEG + mark, size, announced=announced
        )


@asynccontextmanager
async def uploads_to_a_process(
    owner_url: str, database: Database, folder: Path
) -> AsyncIterator[Uploads]:
    """Everything is made for the one who asks and ends with the block."""
    zoe = await a_citizen(database)
    draft = await a_draft(database, zoe.scope, CERTIFICATE_FOR_MYSELF)
    token = await session_token(database, zoe.scope)
    environment = {
        "PORTAL_DEMO": "1",
        "PORTAL_DATABASE_URL": owner_url,
        "PORTAL_VAR_DIR": str(folder),
        "PORTAL_CLAMAV": "",
    }
    with web_process(folder, environment) as process:
        settings = read_settings({**environment, "PORT": str(process.port)})
        host = f"papenburg.localhost:{process.port}"
        headers = {
            "Host": host,
            "Origin": f"http://{host}",
            "Cookie": f"{session_cookie_name(settings)}={token}",
            "X-File-Name": "Foto.jpg",
        }
        path = f"/antrag/{draft.id}/dateien/identity_proof"
        yield Uploads(process, path, headers, folder / "files")
