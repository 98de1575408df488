"""The append-only record of who saw or changed what."""

from portal.audit.service import record

__all__ = ["record"]
