"""What a GiroCode holds: the data of a SEPA transfer for the citizen's banking app (EPC069-12)."""

from portal.payments.transfer_tables import TransferOrder


def girocode(order: TransferOrder, amount_cents: int) -> str:
    """The lines of version 002 in UTF-8; the Kassenzeichen is the unstructured remittance text."""
    euros, cents = divmod(amount_cents, 100)
    lines = (
        "BCD",
        "002",
        "1",
        "SCT",
        order.bic,
        order.recipient[:70],
        order.iban,
        f"EUR{euros}.{cents:02d}",
        "",
        "",
        order.reference,
    )
    return "\n".join(lines)
