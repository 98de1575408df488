"""Column types that every table uses: UUID keys, UTC instants, JSONB documents."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import DateTime
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from portal.shared import clock


def id_field() -> Any:
    """A random primary key."""
    return Field(default_factory=new_id, primary_key=True)


def new_id() -> UUID:
    """A random identifier."""
    return uuid4()


def instant_field(**options: Any) -> Any:
    """A moment in UTC; now unless told."""
    if "default" not in options:
        options["default_factory"] = _now
    return Field(sa_type=DateTime(timezone=True), **options)


def optional_instant(**options: Any) -> Any:
    """A moment in UTC that may not have come yet."""
    return Field(default=None, sa_type=DateTime(timezone=True), **options)


def document_field(**options: Any) -> Any:
    """A JSON document."""
    return Field(sa_type=JSONB, **options)


def _now() -> datetime:
    return clock.now()
