"""Reflex's settings. It reads this file first, so the tools it calls are prepared here too."""

import os
import sysconfig
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent
LOCALES = ROOT / "portal" / "locales"
MUNICIPALITIES = ROOT / "portal" / "content" / "municipalities"
SECONDS_OF_A_DAY = 24 * 60 * 60


def _prepare_tools() -> None:
    """Node comes with the Python environment; Reflex's own files stay inside this clone."""
    scripts = sysconfig.get_path("scripts")
    if scripts not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([scripts, os.environ.get("PATH", "")])
    os.environ.setdefault("REFLEX_USE_NPM", "1")
    os.environ.setdefault("REFLEX_CHECK_LATEST_VERSION", "false")
    os.environ.setdefault("REFLEX_DIR", str(ROOT / ".web-tools"))


_prepare_tools()

import reflex as rx  # noqa: E402 - the lines above must come first


class SamePort(rx.plugins.Plugin):
    """The browser talks to the port its page came from, whatever port the build knew.

    Reflex writes the port into the build, and leaves it out altogether under https. One build
    shall serve any port, a TLS proxy and a phone in the local network.
    """

    _DROPPED = 'endpoint.port = ""; // Assume websocket is on https port via load balancer.'
    _ANCHOR = "endpoint.hostname = frontend_hostname;"
    _SAME = _ANCHOR + "\n    endpoint.port = window.location.port;"

    def pre_compile(self, **context) -> None:
        context["add_modify_task"]("utils/state.js", self._keep_port)

    def _keep_port(self, source: str) -> str:
        if self._SAME in source:
            return source
        if self._ANCHOR not in source or self._DROPPED not in source:
            raise RuntimeError("Reflex's utils/state.js has changed: see SamePort in rxconfig.py")
        return source.replace(self._ANCHOR, self._SAME).replace(self._DROPPED, "")


class FewRequests(rx.plugins.Plugin):
    """What every page loads comes in one file instead of four: a phone waits for each request."""

    _ANCHOR = "groups: ["
    _EVERY_PAGE = r"/[\\/]node_modules[\\/]|[\\/]utils[\\/][^\\/]+\.jsx?$|env\.json/"
    _GROUP = _ANCHOR + f'{{ test: {_EVERY_PAGE}, name: "shell", priority: 1 }},'

    def pre_compile(self, **context) -> None:
        context["add_modify_task"]("vite.config.js", self._group)

    def _group(self, source: str) -> str:
        if source.count(self._ANCHOR) != 1:
            raise RuntimeError("Reflex's vite.config.js has changed: see rxconfig.py")
        return source.replace(self._ANCHOR, self._GROUP)


class PaintFirst(rx.plugins.Plugin):
    """Where the page reads without its scripts, they do not compete with stylesheet and fonts.

    Below /antrag/ the content comes by them: there they are as urgent.
    """

    _PRELOAD = '<link rel="modulepreload" '

    def post_build(self, **context) -> None:
        build = Path(context["static_dir"])
        for page in set(build.rglob("*.html")) - set(build.glob("**/antrag/**/*.html")):
            text = page.read_text(encoding="utf-8")
            later = text.replace(self._PRELOAD, self._PRELOAD + 'fetchpriority="low" ')
            page.write_text(later, encoding="utf-8")


class PagesSpeakTheirLanguage(rx.plugins.Plugin):
    """Reflex knows one language for all pages; those below a prefix say theirs."""

    _GERMAN = '<html lang="de"'

    def post_build(self, **context) -> None:
        build = Path(context["static_dir"])
        for language in _other_languages():
            for page in (build / language).rglob("*.html"):
                text = page.read_text(encoding="utf-8")
                if self._GERMAN not in text:
                    raise RuntimeError(f"{page} does not begin as expected: see rxconfig.py")
                own = text.replace(self._GERMAN, f'<html lang="{language}"', 1)
                page.write_text(own, encoding="utf-8")


def _other_languages() -> list[str]:
    return sorted(folder.name for folder in LOCALES.iterdir() if folder.is_dir())


def cors_origins() -> list[str]:
    """The origins whose pages may open the websocket: our own hosts, never a foreign site."""
    demo = os.environ.get("PORTAL_DEMO", "1") == "1"
    port = os.environ.get("PORTAL_PUBLIC_PORT", os.environ.get("PORT", "3000") if demo else "443")
    base = os.environ.get("PORTAL_BASE_DOMAIN", "localhost")
    secure = os.environ.get("PORTAL_HTTPS", "0" if demo else "1") == "1"
    scheme, usual = ("https", "443") if secure else ("http", "80")
    suffix = "" if port == usual else f":{port}"
    own = [f"{scheme}://{host}{suffix}" for host in _own_hosts(base)]
    return [*own, *(f"https://{host}" for host in _content_hosts())]


def _own_hosts(base: str) -> list[str]:
    slugs = sorted(file.stem for file in MUNICIPALITIES.glob("*.yaml"))
    loopback = ["127.0.0.1"] if base == "localhost" else []
    return [base, *loopback, *(f"{slug}.{base}" for slug in slugs)]


def _content_hosts() -> list[str]:
    hosts: list[str] = []
    for file in sorted(MUNICIPALITIES.glob("*.yaml")):
        content = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
        hosts += content.get("hosts") or []
    return hosts


config = rx.Config(
    app_name="portal",
    # Only the path matters: the browser puts in its own host and port (see SamePort).
    api_url="http://localhost:3000",
    deploy_url=None,
    frontend_port=int(os.environ.get("PORT", "3000")),
    backend_port=int(os.environ.get("PORT", "3000")),
    backend_host=os.environ.get("PORTAL_BIND", "127.0.0.1"),
    cors_allowed_origins=cors_origins(),
    redis_url=os.environ.get("PORTAL_REDIS_URL") or None,
    redis_token_expiration=SECONDS_OF_A_DAY,
    state_manager_mode="redis" if os.environ.get("PORTAL_REDIS_URL") else "memory",
    telemetry_enabled=False,
    show_built_with_reflex=False,
    plugins=[SamePort(), FewRequests(), PaintFirst(), PagesSpeakTheirLanguage()],
    disable_plugins=[rx.plugins.SitemapPlugin],
    # Written beside each file by the build, best first; the server picks what the browser takes.
    frontend_compression_formats=["brotli", "gzip"],
)
