"""PDFs: the copy of an application, the receipt of a payment, the poster for the counter.

All are pure: the same rows give the same bytes. They take some hundredths of a second, so the
web renders them in a thread, after its transaction has ended.
"""

from portal.documents.application_copy import copy_of_application
from portal.documents.poster import Paper, Poster, poster
from portal.documents.qr import qr_svg
from portal.documents.queries import (
    paid_receipt,
    receipt_of_payment,
    sent_application_for_citizen,
    sent_application_for_staff,
)
from portal.documents.receipt import PaidAuthority, PaidItem, Receipt, receipt

__all__ = [
    "PaidAuthority",
    "PaidItem",
    "Paper",
    "Poster",
    "Receipt",
    "copy_of_application",
    "paid_receipt",
    "poster",
    "qr_svg",
    "receipt",
    "receipt_of_payment",
    "sent_application_for_citizen",
    "sent_application_for_staff",
]
