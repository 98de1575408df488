"""`portal run`: one process that starts, watches and ends everything the portal consists of."""

import os
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from portal.catalogue.content_check import require_sound_content
from portal.cli import build, lan, screen
from portal.cli.ports import read_port, require_free_port
from portal.cli.probe import ask
from portal.cli.supervise import Child
from portal.cli.workspace import Workspace
from portal.errors import ConfigurationFault
from portal.persistence.embedded import EmbeddedPostgres
from portal.persistence.login import login_url
from portal.settings import read_settings
from portal.shared.lifeline import Lifeline

READY_SECONDS = 60.0
DEFAULT_MUNICIPALITY = "papenburg"


@dataclass(frozen=True)
class Plan:
    """What `make run` was asked for. `address` is set for LAN=1 alone."""

    port: int
    demo: bool
    municipality: str
    base_domain: str
    address: str

    @property
    def https(self) -> bool:
        return bool(self.address)

    @property
    def host(self) -> str:
        return f"{self.base_domain}:{self.port}"

    @property
    def addresses(self) -> screen.Addresses:
        if self.address:
            only = f"https://{self.host}/"
            return screen.Addresses(portal=only, chooser=only)
        municipality = f"http://{self.municipality}.{self.host}/"
        return screen.Addresses(portal=municipality, chooser=f"http://{self.host}/")


def read_plan(environment: Mapping[str, str]) -> Plan:
    """The plan the environment asks for; raises ConfigurationFault where it makes no sense."""
    municipality = environment.get("MUNICIPALITY") or DEFAULT_MUNICIPALITY
    known = sorted(file.stem for file in _content_folder().glob("*.yaml"))
    if municipality not in known:
        raise ConfigurationFault(
            f"Eine Kommune „{municipality}“ gibt es nicht. Bekannt sind: {', '.join(known)}."
        )
    address = lan.local_address() if environment.get("LAN") == "1" else ""
    return Plan(
        port=read_port(environment.get("PORT") or "3000"),
        demo=environment.get("PORTAL_DEMO", "1") == "1",
        municipality=municipality,
        base_domain=address or environment.get("PORTAL_BASE_DOMAIN", "localhost"),
        address=address,
    )


def run_everything() -> None:
    """Run until Ctrl-C or SIGTERM; raises ConfigurationFault with a sentence if it cannot."""
    require_sound_content()
    plan = read_plan(os.environ)
    require_free_port(plan.port)
    workspace = Workspace(Path(os.environ.get("PORTAL_VAR_DIR", "var")))
    with workspace.locked(), _ended_by_signals(), Portal(plan, workspace) as portal:
        portal.start()
        portal.watch()


class Portal:
    """The database server and the two processes of one installation."""

    def __init__(self, plan: Plan, workspace: Workspace) -> None:
        self.plan = plan
        self.workspace = workspace
        self._lifeline = Lifeline()
        self._postgres: EmbeddedPostgres | None = None
        self._children: list[Child] = []
        self._environment = self._make_environment()

    def __enter__(self) -> "Portal":
        return self

    def __exit__(self, *_: object) -> None:
        for child in self._children:
            child.ask_to_end()
        for child in self._children:
            child.stop()
        if self._postgres is not None:
            self._postgres.stop()
        self._lifeline.close()

    def start(self) -> None:
        """Bring everything up and say where it is."""
        begun = time.monotonic()
        self._open_database()
        read_settings(self._environment)
        self._prepare()
        self._children = [
            self._child("Webprozess", "web", "serve", "--no-build"),
            self._child("Arbeitsprozess", "worker", "worker"),
        ]
        for child in self._children:
            child.start()
        self._wait_until_ready()
        self.workspace.announce(self.plan.port, self.plan.https, self.plan.host)
        self._say_where(time.monotonic() - begun)

    def watch(self) -> None:
        """Keep everything alive; returns never, ends by a signal or ConfigurationFault."""
        while True:
            self._check_once()
            time.sleep(0.2)

    def _open_database(self) -> None:
        if self._environment.get("PORTAL_DATABASE_URL"):
            return
        self._postgres = EmbeddedPostgres(self.workspace.postgres, self._lifeline)
        owner_url = self._postgres.start()
        self._environment["PORTAL_DATABASE_URL"] = login_url(owner_url)
        self._environment["PORTAL_OWNER_DATABASE_URL"] = owner_url

    def _prepare(self) -> None:
        """Tables, demo data and, where sources have changed, the pages; all at the same time."""
        tasks = [self._child("Vorbereitung der Datenbank", "prepare", "prepare")]
        if not build.build_is_current():
            print("Die Oberfläche wird gebaut; beim ersten Mal dauert das etwas länger …")
            tasks.append(self._child("Bauen der Oberfläche", "build", "build"))
        self._children = tasks
        for task in tasks:
            task.start()
        for task in tasks:
            task.wait()

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while ask(self.plan.port, "GET", "/readyz", self.plan.host, https=self.plan.https) != 200:
            self._check_once()
            if time.monotonic() > deadline:
                words = self._children[0].last_words()
                raise ConfigurationFault(f"Das Portal wird nicht bereit.\n{words}")
            time.sleep(0.1)

    def _check_once(self) -> None:
        if self._postgres is not None and not self._postgres.is_running():
            print("Die Datenbank ist beendet und wird neu gestartet.", file=sys.stderr)
            self._postgres.restart()
        for child in self._children:
            if told := child.keep_alive():
                print(told, file=sys.stderr, flush=True)

    def _say_where(self, seconds: float) -> None:
        show = screen.demo_screen if self.plan.demo else screen.plain_screen
        print(show(self.plan.addresses))
        if self.plan.https:
            print(screen.phone_screen(self.plan.addresses.portal))
        print(f"Bereit nach {seconds:.1f} s.".replace(".", ",", 1), flush=True)

    def _child(self, name: str, log: str, *command: str) -> Child:
        python = [sys.executable, "-m", "portal", *command]
        path = self.workspace.log / f"{log}.log"
        return Child(name, python, self._environment_of(log), path, self._lifeline)

    def _environment_of(self, child: str) -> dict[str, str]:
        """Only who makes tables is given the owner's login; the web for the demo's reset alone."""
        needs_owner = child == "prepare" or (child == "web" and self.plan.demo)
        withheld = set() if needs_owner else {"PORTAL_OWNER_DATABASE_URL"}
        return {name: text for name, text in self._environment.items() if name not in withheld}

    def _make_environment(self) -> dict[str, str]:
        plan = self.plan
        settings = {
            "PORT": str(plan.port),
            "PORTAL_DEMO": "1" if plan.demo else "0",
            "PORTAL_BASE_DOMAIN": plan.base_domain,
            "PORTAL_VAR_DIR": str(self.workspace.folder),
            "PYTHONUNBUFFERED": "1",
        }
        if plan.https:
            settings |= self._make_tls_environment()
        made_up = self.workspace.demo_secrets() if plan.demo else {}
        return {**made_up, **os.environ, **settings}

    def _make_tls_environment(self) -> dict[str, str]:
        files = lan.ensure_certificate(self.workspace.tls, self.plan.address)
        return {
            "PORTAL_BIND": "0.0.0.0",  # noqa: S104 - a phone shall reach it
            "PORTAL_HTTPS": "1",
            "PORTAL_TLS_CERT": str(files.certificate),
            "PORTAL_TLS_KEY": str(files.key),
            "PORTAL_LAN_MUNICIPALITY": self.plan.municipality,
        }


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Ctrl-C, SIGTERM and a closed terminal end the work in order; the second one is ignored."""
    ending = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def end(number: int, frame: FrameType | None) -> None:
        for one in ending:
            signal.signal(one, signal.SIG_IGN)
        raise _Ended

    for one in ending:
        signal.signal(one, end)
    try:
        yield
    except _Ended:
        print("\nSchalter ist beendet.", flush=True)


class _Ended(BaseException):
    """A signal asked us to stop: no error, so no part of the program may catch it."""


def _content_folder() -> Path:
    return Path(__file__).resolve().parents[1] / "content" / "municipalities"
