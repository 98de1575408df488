"""PayPal's transaction search (reporting, v1): what was collected for orders of ours."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from portal.payments.provider import PaidThere, uuid_or_none

TRANSACTIONS = "/v1/reporting/transactions"
LONGEST_SEARCH = timedelta(days=31)
"""PayPal answers for no longer a time at once."""
_COMPLETED = "S"


def search(begin: datetime, end: datetime, page: int) -> str:
    """The query for one page of completed transactions."""
    return urlencode(
        {
            "start_date": _moment(begin),
            "end_date": _moment(end),
            "transaction_status": _COMPLETED,
            "fields": "transaction_info",
            "page_size": 500,
            "page": page,
        }
    )


def listed(answer: dict[str, Any]) -> list[PaidThere]:
    """What was collected for us: orders carry our payment's id in their `custom_id`."""
    found = []
    for detail in answer.get("transaction_details", []):
        info = detail["transaction_info"]
        payment_id = uuid_or_none(str(info.get("custom_field", "")))
        cents = int(Decimal(str(info["transaction_amount"]["value"])) * 100)
        if payment_id is not None and cents > 0:
            found.append(PaidThere(str(info["transaction_id"]), payment_id, cents))
    return found


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
