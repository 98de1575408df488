"""`portal payments reconcile`: the nightly comparison, now."""

import asyncio
from datetime import date, datetime, time
from typing import Annotated

import typer

from portal.errors import InvalidInput
from portal.shared import clock
from portal.shared.money import format_euro

Since = Annotated[str, typer.Option("--since", help="Ab welchem Tag, etwa 2026-11-01")]


def reconcile(since: Since = "") -> None:
    """Zahlungen mit den Anbietern abgleichen; 1, wenn Abweichungen offen sind."""
    lines, is_clean = asyncio.run(_compare(_moment(since)))
    print("\n".join(lines))
    raise typer.Exit(0 if is_clean else 1)


def _moment(written: str) -> datetime | None:
    if not written:
        return None
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise InvalidInput("Der Tag wird wie 2026-11-23 geschrieben.") from None
    return datetime.combine(day, time(), clock.BERLIN)


async def _compare(since: datetime | None) -> tuple[list[str], bool]:
    from portal import wiring
    from portal.payments.reconciliation import open_differences
    from portal.persistence.database import system_scope
    from portal.settings import load_settings
    from portal.workflow.reconciliation import reconcile as compare

    services = wiring.build_services(load_settings())
    try:
        outcome = await compare(services, since)
        async with services.database.transaction(system_scope()) as session:
            found = await open_differences(session, None)
    finally:
        await services.close()
    lines = [
        f"{outcome.compared} verglichen, {outcome.unanswered} ohne Antwort,"
        f" {outcome.found} neu, {outcome.closed} erledigt, {len(found)} offen"
    ]
    for one in found:
        ours, theirs = format_euro(one.ours_cents), format_euro(one.theirs_cents)
        lines.append(f"{one.kind}  {one.provider}  {one.subject}  hier {ours}, dort {theirs}")
    return lines, not found and not outcome.unanswered
