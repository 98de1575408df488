"""Roles that were proposed, and invitations that were sent."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Index, Text, text
from sqlmodel import Field, SQLModel

from portal.persistence.columns import id_field, instant_field, optional_instant


class RoleGrant(SQLModel, table=True):
    """A role that one administrator proposed; `outcome` is empty while it waits for another.

    Then it is confirmed, refused, or replaced by a newer proposal of the same role.
    """

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint(
            "outcome <> 'confirmed' OR (decided_by IS NOT NULL"
            " AND decided_by <> proposed_by AND decided_by <> account_id)",
            name="role_grant_four_eyes",
        ),
        CheckConstraint(
            "outcome IN ('', 'confirmed', 'refused', 'replaced')", name="role_grant_outcome"
        ),
        Index(
            "one_waiting_role_grant",
            "account_id",
            "municipality",
            "role",
            unique=True,
            postgresql_where=text("outcome = ''"),
        ),
    )

    id: UUID = id_field()
    account_id: UUID = Field(foreign_key="account.id", index=True)
    municipality: str = Field(index=True)
    role: str
    services: list[str] | None = Field(default=None, sa_type=ARRAY(Text))
    proposed_by: UUID = Field(foreign_key="account.id")
    proposed_at: datetime = instant_field()
    expires_at: datetime = instant_field(default=...)
    outcome: str = ""
    decided_by: UUID | None = Field(default=None, foreign_key="account.id")
    decided_at: datetime | None = optional_instant()


class StaffInvitation(SQLModel, table=True):
    """A link by mail to somebody who shall work here; single use, kept as a digest.

    `invited_by` is None for one that the installation's owner sent by command.
    """

    __tablename__ = "staff_invitation"

    id: UUID = id_field()
    token_digest: str = Field(unique=True, max_length=64)
    email: str = Field(index=True, max_length=254)
    municipality: str = Field(index=True)
    role: str
    services: list[str] | None = Field(default=None, sa_type=ARRAY(Text))
    invited_by: UUID | None = Field(default=None, foreign_key="account.id")
    created_at: datetime = instant_field()
    expires_at: datetime = instant_field(default=...)
    accepted_at: datetime | None = optional_instant()
    withdrawn_at: datetime | None = optional_instant()
