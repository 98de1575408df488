"""Rules that give new cases to somebody, and absences with their substitutes."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ARRAY, Index, Text, Uuid
from sqlmodel import Field, SQLModel

from portal.persistence.columns import id_field, instant_field


class AssignmentRule(SQLModel, table=True):
    """One rule of a town hall; `place` is its order, counted from 1.

    `service` "" is every service. `kind` is all, district or surname. `way` says who of
    `colleagues` gets a case: least (who has the fewest open ones) or turn (one after another;
    `last_given_to` had the last one). A rule with one name needs no way.
    """

    __tablename__ = "assignment_rule"

    id: UUID = id_field()
    municipality: str = Field(index=True)
    place: int
    service: str = ""
    kind: str = "all"
    districts: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    first_letters: str = Field(default="", max_length=10)
    last_letters: str = Field(default="", max_length=10)
    way: str = "least"
    colleagues: list[UUID] = Field(default_factory=list, sa_type=ARRAY(Uuid))
    last_given_to: UUID | None = None
    created_at: datetime = instant_field()


class StaffAbsence(SQLModel, table=True):
    """Somebody is away from `since` to `until`, both included; nobody stands in where
    `substitute_id` is None. It ends by itself."""

    __tablename__ = "staff_absence"
    __table_args__ = (Index("absences_of_a_person", "account_id", "municipality", "until"),)

    id: UUID = id_field()
    municipality: str = Field(index=True)
    account_id: UUID = Field(foreign_key="account.id")
    substitute_id: UUID | None = Field(default=None, foreign_key="account.id")
    since: date
    until: date
    entered_at: datetime = instant_field()
