"""Before something that could cost the account, its owner proves once more who they are."""

from datetime import timedelta

from portal.errors import SignInRequired
from portal.identity.errors import RecentSignInRequired
from portal.identity.sessions import SessionInfo
from portal.shared import clock

RECENT = timedelta(minutes=10)


def has_signed_in_recently(info: SessionInfo | None) -> bool:
    """Whether the last proof of who sits there is at most ten minutes old."""
    if info is None or info.account_id is None or info.authenticated_at is None:
        return False
    return clock.now() - info.authenticated_at <= RECENT


def require_recent_sign_in(info: SessionInfo | None) -> None:
    """Raises SignInRequired where nobody has signed in, RecentSignInRequired where it is too
    long ago: the page then leads to `/anmelden/bestaetigen/` (OWASP ASVS 5.0, 7.5.1)."""
    if info is None or info.account_id is None:
        raise SignInRequired
    if not has_signed_in_recently(info):
        raise RecentSignInRequired
