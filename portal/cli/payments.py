"""`portal payments …`: what the treasury and the operator do about money."""

import typer

from portal.cli.bank_bookings import booked
from portal.cli.payment_check import check
from portal.cli.reconciliation import reconcile

payments_app = typer.Typer(help="Zahlungen.", no_args_is_help=True)
payments_app.command()(booked)
payments_app.command()(reconcile)
payments_app.command()(check)


@payments_app.callback()
def payments() -> None:
    """Zahlungen."""
