"""`portal payments check`: whether payments would work, without moving any money."""

import asyncio

import typer


def check() -> None:
    """Fragt jeden Zahlungsanbieter und sagt, was an der Einrichtung nicht passt."""
    if not asyncio.run(_check()):
        raise typer.Exit(1)


async def _check() -> bool:
    """Whether nothing is wrong."""
    from portal import wiring
    from portal.settings import load_settings
    from portal.workflow.payment_check import check_payments

    services = wiring.build_services(load_settings())
    try:
        found = await check_payments(services.providers)
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
