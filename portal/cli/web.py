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
    sys.path.insert(0, str(Path.cwd()))
    _serve_what_is_built()
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


def _serve_what_is_built() -> None:
    """Tell Reflex, in this process and those it forks, not to compile but to serve the build."""
    from reflex_base.constants import Env
    from reflex_base.environment import environment

    environment.REFLEX_ENV_MODE.set(Env.PROD)
    environment.REFLEX_SKIP_COMPILE.set(True)
    environment.REFLEX_MOUNT_FRONTEND_COMPILED_APP.set(True)


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
