"""`portal payments check`: whether payments would work, without moving any money."""

import asyncio
from typing import Annotated

import typer

from portal.errors import NotFound


def check(
    account: Annotated[
        str | None,
        typer.Option(help="Nur dieses Konto fragen, wie leer; „“ ist das gemeinsame."),
    ] = None,
) -> None:
    """Fragt jeden Zahlungsanbieter und sagt, was an der Einrichtung nicht passt."""
    try:
        sound = asyncio.run(_check(account))
    except NotFound as fault:
        print(fault.message)
        sound = False
    if not sound:
        raise typer.Exit(1)


async def _check(account: str | None) -> bool:
    """Whether nothing is wrong."""
    from portal import wiring
    from portal.settings import load_settings
    from portal.workflow.payment_check import ask_providers, check_payments, of_account

    services = wiring.build_services(load_settings())
    try:
        if account is None:
            found = await check_payments(services.providers)
        else:
            found = await ask_providers(of_account(services.providers, account))
    finally:
        await services.close()
    sound = True
    for name, findings in found.items():
        faults = [finding for finding in findings if finding.is_fault]
        print("Inhalte" if name == "content" else name)
        for finding in findings:
            print(f"  {'FEHLER' if finding.is_fault else 'Hinweis'}: {finding.words}")
        print("  In Ordnung." if not faults else f"  {len(faults)} zu beheben.")
        sound = sound and not faults
    return sound
