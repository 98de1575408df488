"""`portal payments booked`: what arrived at the bank, entered by a command."""

import asyncio
from datetime import date
from typing import Annotated

import typer

from portal.errors import InvalidInput
from portal.shared.money import format_euro

Town = Annotated[
    str,
    typer.Option("--municipality", help="Auf wessen Konto, nötig bei unbekanntem Kassenzeichen"),
]


def booked(
    kassenzeichen: Annotated[str, typer.Argument(help="Wie es auf dem Kontoauszug steht")],
    cents: Annotated[int, typer.Argument(help="Betrag in Cent")],
    day: Annotated[str, typer.Argument(help="Buchungstag, etwa 2026-11-23")],
    bank_reference: Annotated[str, typer.Argument(help="Die Referenz der Bank, einmalig je Konto")],
    municipality: Town = "",
) -> None:
    """Einen Geldeingang buchen. Noch einmal mit derselben Referenz der Bank ändert nichts."""
    print(asyncio.run(_enter(kassenzeichen, cents, _day(day), bank_reference, municipality)))


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise InvalidInput("Der Buchungstag wird wie 2026-11-23 geschrieben.") from None


async def _enter(
    kassenzeichen: str, cents: int, day: date, bank_reference: str, municipality: str
) -> str:
    from portal import wiring
    from portal.municipalities import municipality_by_slug
    from portal.payments.transfers import BankEntry
    from portal.settings import load_settings
    from portal.workflow.transfers import (
        booked_in_words,
        enter_booking,
        municipality_of_kassenzeichen,
    )

    services = wiring.build_services(load_settings())
    try:
        town = municipality or await municipality_of_kassenzeichen(services, kassenzeichen)
        if not town:
            raise InvalidInput(
                "Dieses Kassenzeichen kennen wir nicht. Nennen Sie mit --municipality, auf wessen"
                " Konto das Geld ist: Dann kommt es auf die Liste der ungeklärten Eingänge."
            )
        slug = municipality_by_slug(town).slug
        entry = BankEntry(slug, kassenzeichen, cents, day, bank_reference)
        result = await enter_booking(services, entry)
        return f"{format_euro(cents)}: {booked_in_words(result)}"
    finally:
        await services.close()
