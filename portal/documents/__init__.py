"""PDFs: the copy of an application and the receipt of a payment.

Both are pure: the same rows give the same bytes. They take some hundredths of a second, so the
web renders them in a thread, after its transaction has ended.
"""

from portal.documents.application_copy import copy_of_application
from portal.documents.queries import (
    paid_receipt,
    sent_application_for_citizen,
    sent_application_for_staff,
)
from portal.documents.receipt import PaidAuthority, PaidItem, Receipt, receipt

__all__ = [
    "PaidAuthority",
    "PaidItem",
    "Receipt",
    "copy_of_application",
    "paid_receipt",
    "receipt",
    "sent_application_for_citizen",
    "sent_application_for_staff",
]
