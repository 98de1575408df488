"""The Reflex app: pages, routes, middleware; nothing else."""

import logging

import reflex as rx
from reflex.utils import prerequisites
from starlette.applications import Starlette

from portal.errors import SignInRequired
from portal.web import live, logs
from portal.web.asgi import PortalShell
from portal.web.components.connection import connection_notice
from portal.web.components.errors import error_boundary
from portal.web.ending import listen_for_the_end
from portal.web.guards import AccessGuard, check_handlers
from portal.web.http import ROUTES
from portal.web.pages import add_pages
from portal.web.session import PortalApp, SessionBoundNamespace
from portal.web.static_files import versioned

logs.configure()
log = logging.getLogger("portal")


def _failed(exception: Exception) -> None:
    """An event handler failed: say so in the log, without what the citizen typed.

    A session may end between the guard and the handler; what ended it leads the page away.
    """
    if isinstance(exception, SignInRequired):
        log.warning("event refused: the session ended meanwhile")
        return
    log.error("event handler failed", exc_info=exception)


app = PortalApp(
    html_lang="de",
    reset_style=False,
    toaster=None,
    # Bundled into one file whose name changes with its content.
    stylesheets=["/kern/kern.min.css", "/portal.css"],
    head_components=[
        *(
            rx.el.link(
                rel="preload",
                href=f"/fonts/fira-sans-{weight}-latin.woff2",
                custom_attrs={"as": "font", "type": "font/woff2", "crossOrigin": "anonymous"},
            )
            for weight in (400, 600)
        ),
        rx.el.link(rel="stylesheet", href="/kommune.css"),
        rx.el.link(rel="manifest", href="/manifest.webmanifest"),
        rx.el.link(rel="icon", href="/icons/favicon.svg", type="image/svg+xml"),
        rx.el.link(rel="apple-touch-icon", href="/icons/apple-touch-180.png"),
        rx.el.meta(name="theme-color", content="#ffffff"),
        rx.el.script(src=versioned("/js/page.js"), defer=True),
    ],
    app_wraps={
        (55, "ErrorBoundary"): lambda stateful: error_boundary(),
        (5, "Overlay"): lambda stateful: connection_notice() if stateful else None,
    },
    backend_exception_handler=_failed,
    api_transformer=[
        Starlette(routes=ROUTES),
        lambda inner: PortalShell(inner, prerequisites.get_web_dir() / "build" / "client"),
    ],
)
app.add_middleware(AccessGuard(), index=0)
SessionBoundNamespace.when_bound = staticmethod(listen_for_the_end)
app.register_lifespan_task(live.live_updates, app=app)
add_pages(app)
check_handlers()
