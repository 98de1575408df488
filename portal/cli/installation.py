"""The database and the keys of the installation in var/, whether it runs or not."""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import portal.wiring  # noqa: F401  knows every table
from portal.cli.workspace import Workspace
from portal.persistence.embedded import DATABASE, OWNER, postgres_server
from portal.persistence.login import derived_password
from portal.settings import Settings, read_settings


@dataclass(frozen=True)
class Installation:
    """How its owner reaches it."""

    owner_url: str
    settings: Settings


@contextlib.contextmanager
def open_installation() -> Iterator[Installation]:
    """The database that the environment names, else the embedded one; it is started if need be.

    Raises ConfigurationFault.
    """
    workspace = Workspace(Path(os.environ.get("PORTAL_VAR_DIR", "var")))
    settings = read_settings({**_made_up(workspace), **os.environ})
    if settings.owner_database_url:
        yield Installation(settings.owner_database_url, settings)
    elif workspace.running_portal():
        yield Installation(_url_of_running(workspace.postgres), settings)
    else:
        with workspace.locked(), postgres_server(workspace.postgres, durable=True) as url:
            yield Installation(url, settings)


def _made_up(workspace: Workspace) -> dict[str, str]:
    if os.environ.get("PORTAL_DEMO", "1") != "1":
        return {}
    workspace.prepare()
    return workspace.demo_secrets()


def _url_of_running(folder: Path) -> str:
    password = derived_password((folder / "password").read_text(), OWNER)
    port = (folder / "data" / "postmaster.pid").read_text().splitlines()[3].strip()
    return f"postgresql+psycopg://{OWNER}:{password}@127.0.0.1:{port}/{DATABASE}"
