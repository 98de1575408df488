"""Giving out Kassenzeichen: one running number for everything that is booked."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from portal.municipalities import municipality_by_slug
from portal.payments.kassenzeichen import make_kassenzeichen
from portal.payments.tables import KASSENZEICHEN_NUMBERS


async def next_kassenzeichen(session: AsyncSession, municipality: str) -> str:
    """A Kassenzeichen that nothing else has. One that is not used in the end leaves a gap.

    Raises NotFound for an unknown municipality.
    """
    number = await session.scalar(select(KASSENZEICHEN_NUMBERS.next_value()))
    return make_kassenzeichen(municipality_by_slug(municipality).prefix, int(number or 0))
