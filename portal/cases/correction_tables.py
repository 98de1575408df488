"""Correction requests: which answers the desk wants mended, and what the citizen typed since."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from portal.persistence.columns import id_field, instant_field, optional_instant
from portal.persistence.ownership import OfAccount
from portal.persistence.sealed_columns import sealed_document_field, sealed_text_field


class CorrectionRequest(OfAccount, SQLModel, table=True):
    """One request for the answers of a case; at most one is open.

    `marks` are the places with label and remark, `submission_id` the snapshot they are of,
    `typed` the new answers so far, as raw as typed. Answered, `corrected_id` is the snapshot that
    came of it. `status` is open, answered or withdrawn (also by what else became of the case).
    """

    __tablename__ = "correction_request"
    __table_args__ = (
        CheckConstraint(
            "status IN ('open', 'answered', 'withdrawn')", name="correction_request_status"
        ),
        CheckConstraint(
            "(status = 'answered') = (corrected_id IS NOT NULL)"
            " AND (status = 'open') = (ended_at IS NULL)",
            name="correction_request_ended",
        ),
        UniqueConstraint("case_id", "number"),
        Index(
            "one_open_correction_of_a_case",
            "case_id",
            unique=True,
            postgresql_where=text("status = 'open'"),
        ),
    )

    id: UUID = id_field()
    case_id: UUID = Field(foreign_key="case.id", index=True, ondelete="CASCADE")
    municipality: str = Field(index=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    number: int
    submission_id: UUID
    status: str = "open"
    marks: list[Any] = sealed_document_field()
    text: str = sealed_text_field(default="", max_length=4000)
    typed: dict[str, Any] = sealed_document_field(default_factory=dict)
    revision: int = 0
    asked_at: datetime = instant_field()
    asked_by: UUID
    ended_at: datetime | None = optional_instant()
    corrected_id: UUID | None = None
