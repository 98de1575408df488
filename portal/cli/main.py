"""The commands `portal …`. Faults that a person can mend are told in one sentence."""

import importlib
import sys
from contextlib import suppress
from typing import Annotated

import typer

from portal.cli.keys import keys_app
from portal.cli.payments import payments_app
from portal.cli.servicekonto import servicekonto_app
from portal.cli.staff import staff_app
from portal.errors import PortalError

app = typer.Typer(
    name="portal",
    help="Schalter: das Bürgerportal.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """The entry of `python -m portal`."""
    with suppress(ModuleNotFoundError):
        app.add_typer(importlib.import_module("portal.cli.content").content_app, name="content")
    app.add_typer(staff_app, name="staff")
    app.add_typer(servicekonto_app, name="servicekonto")
    app.add_typer(keys_app, name="keys")
    app.add_typer(payments_app, name="payments")
    try:
        app()
    except PortalError as fault:
        print(fault.message, file=sys.stderr)
        raise SystemExit(1) from None


@app.command()
def run() -> None:
    """Alles starten: Datenbank, Webprozess, Arbeitsprozess; bis Strg+C."""
    from portal.cli.run import run_everything

    run_everything()


@app.command()
def serve(
    build: Annotated[bool, typer.Option(help="Vorher bauen, wenn sich etwas geändert hat")] = True,
) -> None:
    """Nur den Webprozess; für Container und Dienste."""
    from portal import wiring
    from portal.catalogue.content_check import require_sound_content
    from portal.cli.build import build_is_current
    from portal.cli.build import run as run_build
    from portal.cli.web import read_listening, serve_web
    from portal.settings import load_settings

    require_sound_content()
    wiring.require_sound_database(load_settings())
    if build and not build_is_current():
        run_build()
    serve_web(read_listening())


@app.command()
def worker() -> None:
    """Nur den Arbeitsprozess: was später oder genau einmal geschehen muss."""
    import asyncio

    from portal import wiring
    from portal.catalogue.content_check import require_sound_content
    from portal.settings import load_settings

    require_sound_content()
    wiring.require_sound_database(load_settings())
    asyncio.run(wiring.run_worker())


@app.command(name="mail-returned")
def mail_returned() -> None:
    """Den Bericht über eine unzustellbare E-Mail lesen (RFC 3464, Standardeingabe)."""
    from portal.cli.mail_returned import take_report

    raise SystemExit(take_report(sys.stdin.buffer))


@app.command()
def build() -> None:
    """Die Oberfläche bauen."""
    from portal.cli.build import run as run_build

    run_build()


@app.command()
def migrate() -> None:
    """Die Datenbank auf den neuesten Stand bringen (als deren Eigentümer)."""
    from portal.cli.prepare import migrate_database

    migrate_database()


@app.command(hidden=True)
def prepare() -> None:
    """Die Datenbank auf den neuesten Stand bringen und in der Vorführung füllen."""
    from portal.cli.prepare import prepare_database

    prepare_database()


@app.command(name="demo-reset")
def demo_reset() -> None:
    """Die Vorführung auf den ersten Tag zurücksetzen."""
    from portal.cli.reset import reset_demo

    print(reset_demo())
