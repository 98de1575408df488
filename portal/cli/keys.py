"""`portal keys …`: the keys that seal what citizens told (docs/running.md)."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from portal.sealing import KeyEncryptionKeys
from portal.sealing.envelope import new_key_text

if TYPE_CHECKING:
    from portal.cli.installation import Installation
    from portal.persistence.key_rotation import Generation

keys_app = typer.Typer(help="Schlüssel, mit denen Angaben versiegelt sind.", no_args_is_help=True)


@keys_app.command("new")
def new() -> None:
    """Einen neuen Schlüssel für PORTAL_DATA_KEYS ausgeben; er wird nirgends gespeichert."""
    print(new_key_text())


@keys_app.command("status")
def status() -> None:
    """Welche Datenschlüssel es gibt, womit sie verschlossen sind und wie viel sie versiegeln."""
    from portal.cli.installation import open_installation
    from portal.persistence.key_rotation import generations

    with open_installation() as here:
        rows = generations(here.owner_url, here.settings.data_keys)
        print("\n".join(_table(rows, here.settings.data_keys)))


@keys_app.command("rotate")
def rotate(
    reseal_all: Annotated[
        bool, typer.Option("--reseal", help="Danach alles Ältere neu versiegeln")
    ] = False,
) -> None:
    """Alle Datenschlüssel mit dem ersten Schlüssel verschließen und neue beginnen."""
    from portal.cli.installation import open_installation
    from portal.persistence.key_rotation import rotate_keys

    with open_installation() as here:
        count = rotate_keys(here.owner_url, here.settings.data_keys)
        print(
            f"{count} Datenschlüssel sind mit {here.settings.data_keys.current} verschlossen."
            " Neues wird spätestens in einer Minute mit neuen Datenschlüsseln versiegelt."
        )
        if reseal_all:
            _reseal(here)


@keys_app.command("reseal")
def reseal_existing() -> None:
    """Alles neu versiegeln, was ein älterer Datenschlüssel versiegelt; beliebig oft."""
    from portal.cli.installation import open_installation

    with open_installation() as here:
        _reseal(here)


def _reseal(here: "Installation") -> None:
    from portal import wiring
    from portal.persistence.key_rotation import reseal

    keys = here.settings.data_keys
    done = reseal(
        here.owner_url, keys, lambda table, values: print(f"  {table}: {values}", flush=True)
    )
    print(f"Neu versiegelt: {done.values} Werte.")
    files = asyncio.run(wiring.renew_file_keys(replace(here.settings, database_url=here.owner_url)))
    print(f"Neu verschlossen: {files.files} Dateien.")
    if done.damaged or files.damaged:
        print(f"Nicht lesbar, gelassen: {done.damaged} Werte, {files.damaged} Dateien.")


def _table(rows: Sequence["Generation"], keys: KeyEncryptionKeys) -> list[str]:
    lines = [f"{'Kommune':<24}{'Generation':>10}{'Werte':>10}  verschlossen mit"]
    for row in rows:
        state = "" if row.is_locked_by_current else _what_about(row, keys)
        until = " (abgelöst)" if row.is_retired else ""
        town = row.municipality or "(das Portal selbst)"
        lines.append(f"{town:<24}{row.number:>10}{row.values:>10}  {row.wrapped_by}{state}{until}")
    return lines


def _what_about(row: "Generation", keys: KeyEncryptionKeys) -> str:
    if keys.holds(row.wrapped_by):
        return ", einem älteren: „portal keys rotate“"
    return ", DER SCHLÜSSEL FEHLT in PORTAL_DATA_KEYS"
