"""What citizens ask of their data: an export, the erasure of their account."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field, SQLModel

from portal.persistence.columns import id_field, instant_field, optional_instant


class DataExport(SQLModel, table=True):
    """A ZIP of everything an account has: asked for, then ready for a day in the file store."""

    __tablename__ = "data_export"

    id: UUID = id_field()
    account_id: UUID = Field(foreign_key="account.id", index=True)
    host_municipality: str
    requested_at: datetime = instant_field()
    ready_at: datetime | None = optional_instant()
    expires_at: datetime | None = optional_instant()
    file_id: UUID | None = None
    size_bytes: int = Field(default=0, sa_type=BigInteger)


class AccountErasure(SQLModel, table=True):
    """The wish to erase an account; done on `due_at` unless it is withdrawn.

    The row outlives the account: it names nobody, and shows that the wish was fulfilled.
    """

    __tablename__ = "account_erasure"
    __table_args__ = (
        Index(
            "one_open_erasure_of_an_account",
            "account_id",
            unique=True,
            postgresql_where=text("withdrawn_at IS NULL AND done_at IS NULL"),
        ),
    )

    id: UUID = id_field()
    account_id: UUID
    host_municipality: str
    requested_at: datetime = instant_field()
    due_at: datetime = instant_field(default=...)
    withdrawn_at: datetime | None = optional_instant()
    done_at: datetime | None = optional_instant()
