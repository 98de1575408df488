"""Composition root: the only place that chooses adapters. Used by the web, the worker, the CLI."""

from portal.integrations import dbos
from portal.persistence.migrate import migrate


def migrate_database(owner_url: str) -> None:
    """Bring the portal's tables and the follow-ups' tables to the newest version, as the owner."""
    migrate(owner_url)
    dbos.prepare_schema(owner_url)
