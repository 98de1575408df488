"""`portal content …`: check the content files, begin new ones, show what is in them."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from portal.catalogue import catalogue
from portal.catalogue.content_check import check_content
from portal.catalogue.schema import write_schemas
from portal.cli.asking import Questions, write_new
from portal.cli.content_outline import outline_of
from portal.cli.new_municipality import TownOptions, ask_about_town, services_named, town_file
from portal.cli.new_service import ServiceOptions, ask_about_service, offered_in, service_file
from portal.errors import InvalidInput
from portal.municipalities import registry
from portal.shared.content_files import Fault

content_app = typer.Typer(
    help="Kommunen und Leistungen als Dateien: prüfen, anlegen, ansehen.", no_args_is_help=True
)
Text = Annotated[str | None, typer.Option()]


@content_app.command("check")
def check() -> None:
    """Name file, line and reason of every fault. Ends with code 1 when there is one."""
    report = check_content()
    for fault in report.faults:
        typer.echo(f"fault  {fault}")
    for reason, places in _by_reason(report.hints).items():
        typer.echo(f"hint   {reason}\n       {', '.join(places)}")
    typer.echo(
        f"{report.municipalities} municipalities, {report.services} services: "
        f"{len(report.faults)} faults, {len(report.hints)} hints"
    )
    if report.faults:
        raise typer.Exit(1)


@content_app.command("schema")
def schema() -> None:
    """Write the JSON Schemas of content files to portal/content/schema."""
    for path in write_schemas():
        typer.echo(f"written {path}")


@content_app.command("show")
def show(slug: str) -> None:
    """A service: who offers it how, its fields. A municipality: its services and contacts."""
    typer.echo(outline_of(slug, catalogue.load_catalogue(), registry.all_municipalities()))


@content_app.command("new-municipality")
def new_municipality(  # noqa: PLR0917
    slug: Annotated[str, typer.Argument(help="wie in http://SLUG.localhost")],
    name: Text = None,
    kind: Text = None,
    county: Text = None,
    state: Text = None,
    prefix: Text = None,
    street: Text = None,
    postcode: Text = None,
    city: Text = None,
    phone: Text = None,
    email: Text = None,
    hours: Annotated[str | None, typer.Option(help="Montag bis Freitag, 8:00-12:30")] = None,
    colour: Text = None,
    arms: Text = None,
    network: Annotated[str | None, typer.Option(help="Verbund, z. B. emsland")] = None,
    services: Annotated[str, typer.Option(help="a,b,c oder all: alle mit Formular")] = "",
) -> None:
    """Eine Kommune anlegen. Was fehlt, wird am Terminal gefragt."""
    path = _new_path(registry.FOLDER, slug)
    chosen = services_named(services, catalogue.load_services(catalogue.FOLDER))
    towns = registry.load_municipalities(registry.FOLDER)
    given = TownOptions(
        name=name, kind=kind, county=county, state=state, prefix=prefix, street=street,
        postcode=postcode, city=city, phone=phone, email=email, hours=hours, colour=colour,
        arms=arms, network=network,
    )  # fmt: skip
    town = ask_about_town(slug, given, towns, Questions())
    write_new(path, town_file(town, chosen, towns))
    _tell_about(path)


@content_app.command("new-service")
def new_service(  # noqa: PLR0917
    slug: Annotated[str, typer.Argument(help="wie in /leistungen/SLUG/")],
    name: Text = None,
    summary: Text = None,
    category: Text = None,
    contact: Text = None,
    level: Text = None,
    fee: Annotated[str | None, typer.Option(help="15.00 oder none")] = None,
    minutes: Text = None,
    form: Annotated[bool, typer.Option(help="Mit Online-Formular")] = True,
    offered_by: Annotated[str, typer.Option(help="Kommunen, die sie anbieten: a,b,c")] = "",
) -> None:
    """Eine Leistung anlegen, mit einem Formular als Anfang. Was fehlt, wird am Terminal gefragt."""
    path = _new_path(catalogue.FOLDER, slug)
    known = catalogue.load_services(catalogue.FOLDER)
    towns = [_town_path(town) for town in offered_by.split(",") if town]
    given = ServiceOptions(
        name=name, summary=summary, category=category, contact=contact, level=level, fee=fee,
        minutes=minutes, with_form=form,
    )  # fmt: skip
    service = ask_about_service(slug, given, known, Questions())
    write_new(path, service_file(service))
    mode = "form" if form else "info"
    for town in towns:
        done = offered_in(town, slug, mode)
        typer.echo(f"{town.name}: {'angeboten' if done else f'bitte `{slug}: {mode}` eintragen'}")
    _tell_about(path)


def _new_path(folder: Path, slug: str) -> Path:
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,59}", slug):
        raise InvalidInput("SLUG besteht aus kleinen Buchstaben a bis z, Ziffern und Strichen.")
    path = folder / f"{slug}.yaml"
    if path.exists():
        raise InvalidInput(f"{path.name} gibt es schon; es bleibt, wie es ist.")
    return path


def _town_path(slug: str) -> Path:
    path = registry.FOLDER / f"{slug.strip()}.yaml"
    if not path.is_file():
        raise InvalidInput(f"Eine Kommune „{slug.strip()}“ gibt es nicht.")
    return path


def _tell_about(path: Path) -> None:
    """What was written, and what the check says of it."""
    report = check_content()
    typer.echo(f"Angelegt: {path}")
    own = [note for note in (*report.faults, *report.hints) if note.file == path]
    for note in own:
        typer.echo(f"  Zeile {note.line}: {note.reason}")
    if any(fault.file == path for fault in report.faults):
        raise typer.Exit(1)
    typer.echo("Prüfen: portal content check. Sichtbar nach dem nächsten Start des Portals.")


def _by_reason(hints: Iterable[Fault]) -> dict[str, list[str]]:
    places: dict[str, list[str]] = {}
    for hint in sorted(hints, key=lambda hint: hint.reason):
        places.setdefault(hint.reason, []).append(f"{hint.file.name}:{hint.line}")
    return places
