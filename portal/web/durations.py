"""How long a service usually takes, asked of the database at most every ten minutes."""

import time

from portal.shared.language import spoken
from portal.web.services import services
from portal.workflow.cases import usual_duration_in_words

_KEPT_SECONDS = 600.0
_kept: dict[tuple[str, str, str], tuple[float, str]] = {}


async def usual_duration(municipality: str, service: str) -> str:
    """As measured on finished cases, else as the content says; empty when neither is known."""
    key = (municipality, service, spoken())
    known = _kept.get(key)
    if known and time.monotonic() - known[0] < _KEPT_SECONDS:
        return known[1]
    words = await usual_duration_in_words(services(), municipality, service)
    _kept[key] = (time.monotonic(), words)
    return words
