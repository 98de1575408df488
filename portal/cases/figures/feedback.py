"""Stars and words for a service: once per case, and nobody sees whose they are.

The functions need the system's scope of the case's municipality.
"""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.cases.figures.tables import Feedback, FeedbackGiven
from portal.cases.status import CaseStatus
from portal.cases.tables import Case
from portal.errors import Conflict, InvalidField, NotFound
from portal.shared import clock
from portal.shared.language import N_, _

MOST_STARS, LONGEST = 5, 1000
_MIX = text(
    "WITH taken AS (DELETE FROM feedback WHERE month >= :since RETURNING *)"
    " INSERT INTO feedback (id, municipality, service, month, stars, words)"
    " SELECT id, municipality, service, month, stars, words FROM taken ORDER BY random()"
)


class AlreadyGiven(Conflict):
    """The case was rated before."""

    message = N_("Sie haben diesen Antrag schon bewertet. Vielen Dank.")


async def own_case_to_rate(session: AsyncSession, account_id: UUID, reference: str) -> Case:
    """The citizen's case. Raises NotFound, also for a case of somebody else."""
    query = select(Case).where(col(Case.reference) == reference, col(Case.account_id) == account_id)
    case = (await session.scalars(query)).one_or_none()
    if case is None:
        raise NotFound(_("Diesen Vorgang haben wir nicht gefunden."))
    return case


async def is_rated(session: AsyncSession, case_id: UUID) -> bool:
    """Whether its citizen rated it."""
    return await session.get(FeedbackGiven, case_id) is not None


class NotOver(Conflict):
    """There is no result yet that could be rated."""

    message = N_("Bewerten können Sie, sobald ein Ergebnis da ist.")


def has_result(status: CaseStatus) -> bool:
    """Whether the case has come to what can be rated."""
    return status.final or status in (CaseStatus.POSTED, CaseStatus.PROVIDED)


async def mix_feedback(session: AsyncSession) -> None:
    """Write the feedback of this and the last month anew, in any order.

    When and in which order rows were written is kept by the database itself; afterwards that
    leads from no rating to the case that was rated in the same transaction.
    """
    since = (clock.today().replace(day=1) - timedelta(days=1)).replace(day=1)
    await session.execute(_MIX, {"since": since})


async def give_feedback(
    session: AsyncSession, account_id: UUID, reference: str, stars: str, words: str
) -> None:
    """Keep it, and that this case is rated; the one does not lead to the other.

    Raises InvalidField ("sterne", "worte"), NotFound, AlreadyGiven, NotOver.
    """
    number, said = checked_stars(stars), checked_words(words)
    query = select(Case).where(col(Case.reference) == reference, col(Case.account_id) == account_id)
    case = (await session.scalars(query.with_for_update())).one_or_none()
    if case is None:
        raise NotFound(_("Diesen Vorgang haben wir nicht gefunden."))
    if await is_rated(session, case.id):
        raise AlreadyGiven
    if not has_result(CaseStatus(case.status)):
        raise NotOver
    session.add(FeedbackGiven(case_id=case.id, municipality=case.municipality))
    session.add(
        Feedback(
            municipality=case.municipality,
            service=case.service,
            month=clock.today().replace(day=1),
            stars=number,
            words=said,
        )
    )
    await session.flush()


def checked_stars(typed: str) -> int:
    """'4' -> 4. Raises InvalidField."""
    if typed not in [str(number) for number in range(1, MOST_STARS + 1)]:
        raise InvalidField("sterne", _("Bitte wählen Sie einen bis fünf Sterne."))
    return int(typed)


def checked_words(typed: str) -> str:
    """What was written, without what no text has. Raises InvalidField where it is too long."""
    text = "".join(sign for sign in typed.strip() if sign.isprintable() or sign == "\n")
    if len(text) > LONGEST:
        words = _("Bitte schreiben Sie höchstens {number} Zeichen.")
        raise InvalidField("worte", words.format(number=LONGEST))
    return text
