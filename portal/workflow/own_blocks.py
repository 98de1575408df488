"""Text blocks of a town hall's own: the portal reads and writes them, after looking up the role."""

from uuid import UUID

from portal.cases import own_blocks
from portal.cases.own_blocks import Blocks, BlockWish
from portal.persistence.database import Scope, system_scope
from portal.workflow.services import Services


async def see_blocks(services: Services, scope: Scope) -> Blocks:
    """What there is to see. Raises SignInRequired, NotAllowed."""
    async with services.database.transaction(system_scope()) as session:
        return await own_blocks.see_blocks(session, scope)


async def add_block(services: Services, scope: Scope, wish: BlockWish) -> None:
    """Raises InvalidField, NotAllowed, SignInRequired."""
    async with services.database.transaction(system_scope()) as session:
        await own_blocks.add_block(session, scope, wish)


async def change_block(
    services: Services, scope: Scope, block_id: UUID, wish: BlockWish, *, revision: int
) -> None:
    """Raises InvalidField, NotAllowed, NotFound, Conflict."""
    async with services.database.transaction(system_scope()) as session:
        await own_blocks.change_block(session, scope, block_id, wish, revision=revision)


async def remove_block(services: Services, scope: Scope, block_id: UUID) -> None:
    """Raises NotAllowed, NotFound."""
    async with services.database.transaction(system_scope()) as session:
        await own_blocks.remove_block(session, scope, block_id)
