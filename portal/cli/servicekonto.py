"""`portal servicekonto …`: the providers of BundID and state accounts."""

import asyncio

import typer

servicekonto_app = typer.Typer(
    help="Servicekonten: BundID und Konten der Länder.", no_args_is_help=True
)


@servicekonto_app.callback()
def _group() -> None:
    """Keeps the command's name even while it is the only one."""


@servicekonto_app.command()
def check() -> None:
    """Fragt jeden eingetragenen Anbieter und sagt, was an der Einrichtung nicht passt."""
    if not asyncio.run(_check()):
        raise typer.Exit(1)


async def _check() -> bool:
    """Whether every provider can be signed in with."""
    from portal import wiring
    from portal.settings import load_settings

    providers = wiring.service_accounts(load_settings())
    if not providers:
        print("Es ist kein Servicekonto eingetragen (PORTAL_SERVICEKONTEN).")
    sound = True
    for provider in providers.values():
        findings = await provider.check()
        print(f"{provider.config.id} ({provider.config.issuer})")
        for finding in findings:
            print(f"  {'FEHLER' if finding.is_fault else 'Hinweis'}: {finding.words}")
        if not any(finding.is_fault for finding in findings):
            print("  Anmelden ist möglich.")
        sound = sound and not any(finding.is_fault for finding in findings)
    return sound
