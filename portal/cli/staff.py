"""`portal staff …`: what the owner of the installation does for members of staff.

Roles are given by two administrators, on the page "Personal und Rollen". Here nobody confirms:
these commands make the first administrators, and help where there is only one.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import typer

from portal.errors import InvalidInput, NotFound

staff_app = typer.Typer(
    help="Beschäftigte der Verwaltung. Diese Befehle gelten ohne zweite Person: für die ersten"
    " Administratorinnen und Administratoren und für den Notfall.",
    no_args_is_help=True,
)
Email = Annotated[str, typer.Argument(help="E-Mail-Adresse")]
Town = Annotated[str, typer.Argument(help='Kommune, etwa papenburg; "*" für die Installation')]
RoleName = Annotated[
    str,
    typer.Argument(
        help="case_worker, counter_clerk, team_lead, municipality_admin oder installation_admin"
    ),
]
Services = Annotated[
    list[str] | None,
    typer.Option("--service", help="Nur diese Leistung, etwa hund-anmelden (mehrfach möglich)"),
]


@staff_app.command()
def invite(
    email: Email,
    municipality: Town,
    role: RoleName,
    service: Services = None,
    portal: Annotated[str, typer.Option(help='Wessen Portal der Link öffnet (nötig bei "*")')] = "",
) -> None:
    """Jemanden einladen. Der Link gilt 72 Stunden; mit dem Annehmen gilt die Rolle."""
    from portal.workflow.personnel_by_command import invite_by_command

    at = portal or municipality
    if at == "*":
        raise InvalidInput("Bitte nennen Sie mit --portal, wessen Portal der Link öffnen soll.")
    _run(lambda all_: invite_by_command(all_, email, _post(municipality, role, service), at))
    print(f"Die Einladung an {email} ist unterwegs (es muss ein Arbeitsprozess laufen).")


@staff_app.command()
def grant(email: Email, municipality: Town, role: RoleName, service: Services = None) -> None:
    """Einem Konto der Verwaltung sofort eine Rolle geben, ohne zweite Person."""
    from portal.workflow.personnel_by_command import grant_by_command

    _run(lambda all_: grant_by_command(all_, email, _post(municipality, role, service)))
    print("Die Rolle gilt ab jetzt.")


@staff_app.command()
def revoke(email: Email, municipality: Town, role: RoleName) -> None:
    """Eine Rolle sofort wegnehmen."""
    from portal.identity import HeldRole
    from portal.workflow.personnel_by_command import revoke_by_command

    _run(lambda all_: revoke_by_command(all_, email, HeldRole(municipality, role)))
    print("Die Rolle ist weggenommen.")


@staff_app.command(name="list")
def list_staff(
    municipality: Annotated[str, typer.Option(help="Nur diese Kommune")] = "",
) -> None:
    """Wer welche Rolle hat."""
    from portal.workflow.personnel_by_command import list_by_command

    for town, email, words in _run(lambda all_: list_by_command(all_, municipality)):
        print(f"{town:20} {email:40} {words}")


@staff_app.command(name="forget-second-factor")
def forget_second_factor(email: Email) -> None:
    """Telefon verloren: Beim nächsten Anmelden wird ein neues eingerichtet."""
    from portal.workflow.accounts import forget_second_factor_of

    if not _run(lambda all_: forget_second_factor_of(all_.database, email)):
        raise NotFound("Kein Konto der Verwaltung hat diese E-Mail-Adresse.")
    print("Der zweite Faktor ist gelöscht. Beim nächsten Anmelden wird ein neuer eingerichtet.")


def _post(municipality: str, role: str, services: list[str] | None) -> Any:
    from portal.personnel import role_to_give

    return role_to_give(municipality, role, services or [])


def _run(command: Callable[[Any], Awaitable[Any]]) -> Any:
    """With the adapters that wiring chose."""
    return asyncio.run(_with_services(command))


async def _with_services(command: Callable[[Any], Awaitable[Any]]) -> Any:
    from portal import wiring
    from portal.settings import load_settings

    services = wiring.build_services(load_settings())
    try:
        return await command(services)
    finally:
        await services.close()
