"""What somebody agreed to pay, as a short text to compare."""

import hashlib
import json
from dataclasses import asdict

from portal.applications import Basket


def fingerprint(content: Basket) -> str:
    """The same for the same snapshots with the same fee lines and sums, whatever their order.

    A snapshot holds the answers and the version of the content; another one has another id.
    """
    terms = [
        [
            str(item.submission_id),
            str(item.claim_id or ""),
            item.municipality,
            item.total_cents,
            [asdict(line) for line in item.lines],
        ]
        for item in content.items
    ]
    return hashlib.sha256(json.dumps(sorted(terms, key=str)).encode()).hexdigest()
