"""The append-only records: who changed what, and who saw a citizen's data."""

from portal.audit.access import (
    AGAIN_AFTER,
    LISTED_AGAIN_AFTER,
    Access,
    Look,
    Seen,
    accesses_of,
    forget_old_accesses,
    note_access,
)
from portal.audit.service import record

__all__ = [
    "AGAIN_AFTER",
    "LISTED_AGAIN_AFTER",
    "Access",
    "Look",
    "Seen",
    "accesses_of",
    "forget_old_accesses",
    "note_access",
    "record",
]
