"""Whose rows are whose, said in every query: the first of two separations.

A query in a citizen's or visitor's transaction gets the condition here, whoever wrote it and
whatever it asks for; row-level security (decision record 0002) says the same again. Staff see by
their desk (`identity.desks`), and the portal itself sees what its follow-ups need.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import and_, event, false
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.sql.base import ExecutableOption

SCOPE = "scope"


class OfAccount:
    """Rows that belong to an account: `account_id`."""


class OfAccountOrVisitor:
    """Rows that belong to an account, or before anybody signed in to a visitor: `visitor_id`."""


@event.listens_for(Session, "do_orm_execute")
def _ask_for_own_rows_only(execution: ORMExecuteState) -> None:
    scope = execution.session.info.get(SCOPE)
    if scope is None or scope.actor_kind not in ("citizen", "visitor"):
        return
    if execution.is_select or execution.is_update or execution.is_delete:
        own = _own(scope.actor_kind, scope.actor_id or UUID(int=0))
        execution.statement = execution.statement.options(*own)


def _own(kind: str, actor: UUID) -> Iterator[ExecutableOption]:
    """For each table, also where it is joined or stands under another name."""
    for table in _tables(OfAccount):
        own = table.account_id == actor if kind == "citizen" else false()
        yield with_loader_criteria(table, own, include_aliases=True)
    for table in _tables(OfAccountOrVisitor):
        before = and_(table.visitor_id == actor, table.account_id.is_(None))
        own = table.account_id == actor if kind == "citizen" else before
        yield with_loader_criteria(table, own, include_aliases=True)


def _tables(kind: type) -> list[Any]:
    return kind.__subclasses__()
