"""The search as the pages and the suggestions ask it."""

from portal.catalogue.search import Hit, search
from portal.municipalities import Municipality
from portal.persistence.database import Scope
from portal.web.services import services


async def found_at(
    here: Municipality, typed: str, *, is_typing: bool = False, limit: int = 20
) -> tuple[Hit, ...]:
    """What the municipality's portal has for these words. Anybody may ask: content is public."""
    async with services().database.transaction(Scope("visitor", None, here.slug)) as session:
        return await search(session, here.slug, typed, is_typing=is_typing, limit=limit)
