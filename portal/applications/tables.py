"""Applications: what a citizen is filling in, and for ever what was sent."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from portal.persistence.columns import document_field, id_field, instant_field, optional_instant
from portal.persistence.ownership import OfAccount, OfAccountOrVisitor
from portal.persistence.sealed_columns import sealed_document_field


class Application(OfAccountOrVisitor, SQLModel, table=True):
    """One application for one service: draft → in_basket → submitted, or discarded.

    `municipality` is the one responsible, `host_municipality` the portal where it was begun.
    `answers` are raw, exactly as typed; `revision` grows with every change, and
    `answer_changes` tells for each answer the revision that last changed it and from which page.
    `definition_digest` tells the form they were given to ("" where nobody kept it), and
    `change_note` what the citizen is told of a form that changed since. `touched_at` is when the
    owner was last seen at it, `end_announced_at` when they were warned that it will be deleted.
    `repeats_submission_id` is the earlier application whose answers are offered in its fields.
    `proven_names` are the answers that a service account vouched for; nobody changes them.
    `reached` is the furthest place of the form `reached_version` that was shown, and `reached_on`
    the day it was (applications/reach.py).
    """

    __table_args__ = (
        CheckConstraint(
            "status IN ('draft', 'in_basket', 'submitted', 'discarded')", name="application_status"
        ),
        Index(
            "one_open_draft_of_a_visitor",
            "visitor_id", "host_municipality", "municipality", "service",
            unique=True,
            postgresql_where=text("status = 'draft' AND account_id IS NULL"),
        ),
        Index("applications_of_an_account", "account_id", "status"),
        Index(
            "unfinished_applications",
            "touched_at",
            postgresql_where=text("status IN ('draft', 'in_basket')"),
        ),
    )  # fmt: skip

    id: UUID = id_field()
    municipality: str = Field(index=True)
    host_municipality: str
    service: str
    definition_version: int
    definition_digest: str = Field(default="", max_length=64)
    change_note: dict[str, Any] = sealed_document_field(default_factory=dict)
    status: str = "draft"
    visitor_id: UUID = Field(index=True)
    account_id: UUID | None = Field(default=None, foreign_key="account.id")
    answers: dict[str, Any] = sealed_document_field(default_factory=dict)
    answer_changes: dict[str, Any] = document_field(default_factory=dict)
    proven_names: list[str] = document_field(default_factory=list)
    revision: int = 0
    current_submission_id: UUID | None = None
    created_at: datetime = instant_field()
    saved_at: datetime = instant_field()
    touched_at: datetime = instant_field()
    end_announced_at: datetime | None = optional_instant()
    repeats_submission_id: UUID | None = None
    submitted_at: datetime | None = optional_instant()
    reached: int = 0
    reached_version: int = 0
    reached_on: date | None = None


class DefinitionVersion(SQLModel, table=True):
    """A form that some draft was begun with: its questions by place, as plain data.

    `version` is what the content called it. Two forms under one version are two rows.
    """

    __tablename__ = "definition_version"

    service: str = Field(primary_key=True)
    digest: str = Field(primary_key=True, max_length=64)
    version: int
    questions: dict[str, Any] = document_field()
    first_seen_at: datetime = instant_field()


class ContactProfile(OfAccount, SQLModel, table=True):
    """What a citizen keeps in the account to fill in forms with: voluntary, raw as typed."""

    __tablename__ = "contact_profile"

    account_id: UUID = Field(foreign_key="account.id", primary_key=True)
    answers: dict[str, Any] = sealed_document_field(default_factory=dict)
    saved_at: datetime = instant_field()


class Submission(OfAccount, SQLModel, table=True):
    """An immutable snapshot: the definition, the answers, their words and the fee (cents).

    A trigger refuses to change or delete one. An application that is changed after it was put
    into the basket gets a further submission. `relief` is what the applicant asks for not to
    pay the fee now (`portal.applications.pricing`): then `total_cents` is 0.
    """

    __table_args__ = (UniqueConstraint("application_id", "number"),)

    id: UUID = id_field()
    application_id: UUID = Field(foreign_key="application.id", index=True)
    number: int
    municipality: str = Field(index=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    service: str
    title: str
    applicant_name: str
    trust_level: str
    definition: dict[str, Any] = document_field()
    answers: dict[str, Any] = sealed_document_field()
    review: list[Any] = sealed_document_field()
    fee_lines: list[Any] = document_field()
    total_cents: int = Field(ge=0)
    relief: dict[str, Any] = document_field(default_factory=dict)
    created_at: datetime = instant_field()
