"""Appointments: who comes when to which desk, and the secret links that lead to each."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from portal.persistence.columns import id_field, instant_field, optional_instant
from portal.persistence.ownership import OfAccount
from portal.persistence.sealed_columns import sealed_text_field


class Appointment(OfAccount, SQLModel, table=True):
    """A booked time at one desk. An exclusion constraint (`one_visitor_at_a_desk`, migration
    0041) keeps two that are booked from overlapping at one desk, whoever writes them.

    `sequence` grows whenever the time changes or it is called off (RFC 5545, SEQUENCE).
    """

    __table_args__ = (
        CheckConstraint(
            "status IN ('booked', 'cancelled', 'came', 'missed')", name="appointment_status"
        ),
        CheckConstraint("starts_at < ends_at", name="appointment_takes_time"),
        Index("appointments_of_a_day", "municipality", "office", "starts_at"),
        Index("appointments_of_an_address", "municipality", "email"),
        Index(
            "one_appointment_per_application",
            "application_id",
            unique=True,
            postgresql_where=text("application_id IS NOT NULL"),
        ),
    )

    id: UUID = id_field()
    municipality: str
    host_municipality: str
    office: str
    desk: int
    service: str
    starts_at: datetime = instant_field()
    ends_at: datetime = instant_field()
    status: str = "booked"
    sequence: int = 0
    name: str = sealed_text_field()
    email: str
    phone: str = sealed_text_field(default="")
    account_id: UUID | None = Field(
        default=None, foreign_key="account.id", ondelete="CASCADE", index=True
    )
    application_id: UUID | None = Field(
        default=None, foreign_key="application.id", ondelete="CASCADE"
    )
    created_at: datetime = instant_field()
    cancelled_at: datetime | None = optional_instant()
    cancelled_by: str = ""
    cancelled_because: str = sealed_text_field(default="")


class AppointmentLink(SQLModel, table=True):
    """A secret link from a mail. Only the digest of its code is kept."""

    __tablename__ = "appointment_link"

    code_digest: str = Field(primary_key=True)
    appointment_id: UUID = Field(foreign_key="appointment.id", ondelete="CASCADE", index=True)
    created_at: datetime = instant_field()
