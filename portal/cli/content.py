"""`portal content …`: check the content files, write the schemas editors use."""

from collections.abc import Iterable

import typer

from portal.catalogue.content_check import check_content
from portal.catalogue.schema import write_schemas
from portal.shared.content_files import Fault

content_app = typer.Typer(help="Municipalities and services as files: check, schema.")


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


def _by_reason(hints: Iterable[Fault]) -> dict[str, list[str]]:
    places: dict[str, list[str]] = {}
    for hint in sorted(hints, key=lambda hint: hint.reason):
        places.setdefault(hint.reason, []).append(f"{hint.file.name}:{hint.line}")
    return places
