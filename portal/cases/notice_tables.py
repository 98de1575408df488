"""Letters and notices of a case: written at the desk, issued once, provided or posted."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from portal.persistence.columns import id_field, instant_field, optional_instant
from portal.persistence.ownership import OfAccount
from portal.persistence.sealed_columns import sealed_text_field


class Notice(OfAccount, SQLModel, table=True):
    """A letter: a draft that is edited, then issued and never changed again.

    `kind` and `decision` as in catalogue/letter_templates.py; `remedy` is what stands under a
    notice (VwGO § 58). `delivery` is "inbox" or "post" once issued. Provided in the inbox:
    `provided_at`, `notified_at` (the first message about the history entry `told_by` left),
    `retrieved_at` (first time), `ended_at` (ten days without retrieval: provision ends, VwVfG
    § 41 (2a)). `sha256` is of the PDF kept in NoticeFile.
    One that revokes a decision names it in `revokes_id`; that one has `revoked_at` once the other
    was issued (VwVfG §§ 48, 49).
    """

    __table_args__ = (
        CheckConstraint("kind IN ('notice', 'confirmation', 'letter')", name="notice_kind"),
        CheckConstraint(
            "decision IN ('', 'granted', 'partly', 'rejected', 'revoked')", name="notice_decides"
        ),
        CheckConstraint(
            "(decision = 'revoked') = (revokes_id IS NOT NULL)", name="notice_revokes_one"
        ),
        CheckConstraint("delivery IN ('', 'inbox', 'post')", name="notice_delivery"),
        CheckConstraint(
            "(issued_at IS NULL) = (delivery = '') AND (issued_at IS NULL) = (sha256 = '')",
            name="notice_issued",
        ),
        CheckConstraint(
            "provided_at IS NULL OR issued_at IS NOT NULL", name="notice_provided_when_issued"
        ),
        UniqueConstraint("case_id", "number"),
        Index(
            "letters_to_be_posted",
            "municipality",
            "issued_at",
            postgresql_where=text("delivery = 'post' AND posted_at IS NULL"),
        ),
    )

    id: UUID = id_field()
    case_id: UUID = Field(foreign_key="case.id", index=True, ondelete="CASCADE")
    municipality: str = Field(index=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    number: int
    template: str = Field(max_length=60)
    kind: str
    decision: str = ""
    title: str = sealed_text_field(max_length=200)
    body: str = sealed_text_field(max_length=20_000)
    remedy: str = sealed_text_field(default="")
    revision: int = 0
    drafted_by: UUID
    drafted_at: datetime = instant_field()
    issued_by: UUID | None = None
    issued_at: datetime | None = optional_instant()
    sha256: str = Field(default="", max_length=64)
    delivery: str = ""
    provided_at: datetime | None = optional_instant()
    told_by: UUID | None = Field(default=None, index=True)
    notified_at: datetime | None = optional_instant()
    retrieved_at: datetime | None = optional_instant()
    ended_at: datetime | None = optional_instant()
    posted_at: datetime | None = optional_instant()
    posted_by: UUID | None = None
    revokes_id: UUID | None = Field(default=None, foreign_key="notice.id", index=True)
    revoked_at: datetime | None = optional_instant()


class NoticeFile(OfAccount, SQLModel, table=True):
    """The PDF of an issued letter, in Base64: some tens of kilobytes, sealed like its words."""

    __tablename__ = "notice_file"

    notice_id: UUID = Field(foreign_key="notice.id", primary_key=True, ondelete="CASCADE")
    municipality: str = Field(index=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    pdf: str = sealed_text_field()
