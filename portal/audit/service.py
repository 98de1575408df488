"""Writing the record of who saw or changed what."""

from sqlalchemy.ext.asyncio import AsyncSession

from portal.audit.tables import AuditEntry
from portal.persistence.database import Scope


async def record(
    session: AsyncSession, scope: Scope, action: str, subject: str, detail: str = ""
) -> None:
    """Record that whoever `scope` names did `action` (past tense) to `subject`.

    `subject` is a kind and an id, such as `case:<id>`: never a name or another personal fact.
    `detail` is what else must be known later, such as the role that was given or a reason.
    The entry belongs to the scope's municipality and commits with the change it records.
    """
    session.add(
        AuditEntry(
            municipality=scope.municipality,
            actor_kind=scope.actor_kind,
            actor_id=scope.actor_id,
            action=action,
            subject=subject,
            detail=detail,
        )
    )
    await session.flush()
