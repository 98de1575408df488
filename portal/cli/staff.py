"""`portal staff …`: what an administrator of the installation does for members of staff."""

import asyncio
from typing import Annotated

import typer

from portal.errors import NotFound

staff_app = typer.Typer(help="Beschäftigte der Verwaltung.", no_args_is_help=True)


@staff_app.callback()
def _group() -> None:
    """Keeps the command's name even while it is the only one."""


@staff_app.command(name="forget-second-factor")
def forget_second_factor(
    email: Annotated[str, typer.Argument(help="E-Mail-Adresse des Kontos")],
) -> None:
    """Telefon verloren: Beim nächsten Anmelden wird ein neues eingerichtet."""
    asyncio.run(_forget(email))
    print("Der zweite Faktor ist gelöscht. Beim nächsten Anmelden wird ein neuer eingerichtet.")


async def _forget(email: str) -> None:
    from portal import wiring
    from portal.settings import load_settings
    from portal.workflow.accounts import forget_second_factor_of

    services = wiring.build_services(load_settings())
    try:
        if not await forget_second_factor_of(services.database, email):
            raise NotFound("Kein Konto der Verwaltung hat diese E-Mail-Adresse.")
    finally:
        await services.close()
