"""How long a draft is kept: until nobody has touched it for a while, and never without a warning.

GDPR Art. 5 (1) e: what nobody goes on with is not kept for ever.
"""

from datetime import datetime, timedelta

from portal.applications.tables import Application
from portal.shared import clock

OF_AN_ACCOUNT = timedelta(days=90)
NOTICE = timedelta(days=7)
# Opening a draft counts once a day: no write each time a page is shown.
_COUNTS_AGAIN_AFTER = timedelta(days=1)


def touch(application: Application) -> None:
    """Its owner was here: the time starts again, and a warning that went out is void."""
    application.touched_at = clock.now()
    application.end_announced_at = None


def touch_by_opening(application: Application) -> None:
    """As `touch`, for a draft that was only looked at."""
    fresh = application.touched_at > clock.now() - _COUNTS_AGAIN_AFTER
    if application.end_announced_at is not None or not fresh:
        touch(application)


def ends_at(touched_at: datetime, announced_at: datetime | None, lifetime: timedelta) -> datetime:
    """When an untouched draft of an account is deleted (UTC), a week after the warning at least."""
    due = touched_at + lifetime
    return due if announced_at is None else max(due, announced_at + NOTICE)
