"""Feedback and counters. Nothing here leads to a person, an account or a case."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from portal.persistence.columns import id_field
from portal.persistence.sealed_columns import sealed_text_field


class Feedback(SQLModel, table=True):
    """One to five stars for a service, and perhaps some words; `month` is its first day.

    No moment, no case, no account: which case it came from cannot be told from the row.
    """

    __table_args__ = (
        CheckConstraint("stars BETWEEN 1 AND 5", name="feedback_stars"),
        CheckConstraint("extract(day FROM month) = 1", name="feedback_month"),
        Index("feedback_by_month", "municipality", "month"),
    )

    id: UUID = id_field()
    municipality: str
    service: str
    month: date
    stars: int
    words: str = sealed_text_field(default="")


class FeedbackGiven(SQLModel, table=True):
    """The case was rated and is not rated again; who works on it does not see that."""

    __tablename__ = "feedback_given"

    case_id: UUID = Field(foreign_key="case.id", ondelete="CASCADE", primary_key=True)
    municipality: str


class FormReach(SQLModel, table=True):
    """On one day, how many got how far in a form; `place` counts its steps from 1, 0 is sent.

    A trigger counts as applications advance (migration 0240).
    """

    __tablename__ = "form_reach"

    municipality: str = Field(primary_key=True)
    service: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    day: date = Field(primary_key=True)
    place: int = Field(primary_key=True)
    number: int
