"""`portal demo-reset`: the demo as on the first day."""

import os
from pathlib import Path

from portal.cli.probe import ask
from portal.cli.workspace import Workspace
from portal.errors import ConfigurationFault


def reset_demo() -> str:
    """Reset a running demo by asking it, else empty var/; returns the sentence to show.

    Raises ConfigurationFault outside demo mode and if a running demo refuses.
    """
    if os.environ.get("PORTAL_DEMO", "1") != "1":
        raise ConfigurationFault("Zurücksetzen gibt es nur in der Vorführung (PORTAL_DEMO=1).")
    workspace = Workspace(Path(os.environ.get("PORTAL_VAR_DIR", "var")))
    running = workspace.running_portal()
    if running is None:
        return _empty(workspace)
    status = ask(running.port, "POST", "/demo/reset", running.host, https=running.https)
    if status not in (200, 204, 303):
        raise ConfigurationFault(
            f"Die laufende Vorführung auf Port {running.port} ließ sich nicht zurücksetzen "
            f"(Antwort {status})."
        )
    return f"Die laufende Vorführung auf Port {running.port} ist zurückgesetzt."


def _empty(workspace: Workspace) -> str:
    from portal.cli.prepare import prepare_database
    from portal.persistence.embedded import postgres_server
    from portal.persistence.login import login_url

    with workspace.locked():
        workspace.empty()
        workspace.prepare()
        os.environ.update(workspace.demo_secrets())
        if os.environ.get("PORTAL_DATABASE_URL"):
            prepare_database()
        else:
            with postgres_server(workspace.postgres, durable=True) as url:
                os.environ["PORTAL_OWNER_DATABASE_URL"] = url
                os.environ["PORTAL_DATABASE_URL"] = login_url(url)
                prepare_database()
    return f"Der Ordner {workspace.folder} ist geleert, die Vorführdaten sind neu geladen."
