"""The web process: Granian serving the Reflex app and the built frontend on one port.

What `reflex run --env prod` does, without building first, and with TLS where it is asked for.
Its access log stays off: the websocket's query string names a browser session.
"""

import gc
import multiprocessing
import os
import sys
from dataclasses import dataclass
from pathlib import Path

APP = "portal.portal:app"
ENVIRONMENT = {
    "REFLEX_ENV_MODE": "prod",
    "REFLEX_SKIP_COMPILE": "true",
    "REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
}


@dataclass(frozen=True)
class Listening:
    """Where the web process listens; with a certificate and its key, over HTTPS only."""

    address: str
    port: int
    certificate: Path | None = None
    key: Path | None = None


def read_listening() -> Listening:
    """Where the environment tells this process to listen."""
    certificate, key = os.environ.get("PORTAL_TLS_CERT"), os.environ.get("PORTAL_TLS_KEY")
    return Listening(
        address=os.environ.get("PORTAL_BIND", "127.0.0.1"),
        port=int(os.environ.get("PORT", "3000")),
        certificate=Path(certificate) if certificate else None,
        key=Path(key) if key else None,
    )


def serve_web(listening: Listening) -> None:
    """Serve until a signal ends this process."""
    os.environ.update(ENVIRONMENT)
    sys.path.insert(0, str(Path.cwd()))
    from granian.constants import Interfaces
    from granian.server import Server

    _share_memory_with_workers()
    Server(
        target=APP,
        factory=True,
        address=listening.address,
        port=listening.port,
        interface=Interfaces.ASGI,
        workers=_worker_count(),
        workers_kill_timeout=3,
        log_access=False,
        ssl_cert=listening.certificate,
        ssl_key=listening.key,
    ).serve()


def _share_memory_with_workers() -> None:
    """Load the app once, before the worker processes are forked from this one (as Reflex does)."""
    if multiprocessing.get_start_method() not in ("fork", "forkserver"):
        return
    multiprocessing.set_start_method("fork", force=True)
    from reflex.utils import prerequisites
    from reflex_base.utils import serializers

    prerequisites.get_app()
    serializers._prepare_serializers_for_fork()
    gc.collect()
    gc.freeze()


def _worker_count() -> int:
    """More than one process needs Redis, where they meet."""
    if not os.environ.get("PORTAL_REDIS_URL"):
        return 1
    return int(os.environ.get("GRANIAN_WORKERS", str(os.cpu_count() or 1)))
