"""Case references: PREFIX-YEAR-000001, counted per municipality and year without gaps."""

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.cases.tables import CaseCounter
from portal.shared import clock


async def next_reference(session: AsyncSession, municipality: str, prefix: str) -> str:
    """The next reference of `municipality`; needs the system's scope.

    The counter's row stays locked until the transaction ends: who comes second waits, and a
    transaction that is rolled back gives its number to the next.
    """
    year = clock.today().year
    counted = insert(CaseCounter).values(municipality=municipality, year=year, last_number=1)
    statement = counted.on_conflict_do_update(
        index_elements=["municipality", "year"],
        set_={"last_number": col(CaseCounter.last_number) + 1},
    ).returning(col(CaseCounter.last_number))
    number = (await session.execute(statement)).scalar_one()
    return f"{prefix}-{year}-{number:06d}"
