"""Text blocks the desk may put into what it writes about a case, their placeholders filled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from portal.cases.access import require_case_worker
from portal.cases.block_tables import OwnTextBlock
from portal.cases.changing import find_case
from portal.cases.deadline import add_working_days
from portal.cases.tables import Case
from portal.catalogue.message_templates import MessageTemplate, filled_message, message_templates
from portal.municipalities import municipality_by_slug
from portal.persistence.database import Scope
from portal.shared import clock
from portal.shared.language import GERMAN, speaking

WORKING_DAYS_TO_ANSWER = 10
_SALUTATION = {GERMAN: "Guten Tag {name}", "en": "Dear {name}"}


@dataclass(frozen=True)
class TextBlock:
    """A text ready to be put in; `uses` says into which forms."""

    name: str
    text: str
    uses: tuple[str, ...]


async def case_to_write_about(session: AsyncSession, scope: Scope, reference: str) -> Case | None:
    """The case, where the reader works on it; None where they only read it.

    Raises SignInRequired, NotAllowed, NotFound.
    """
    actor = await require_case_worker(session, scope)
    case = await find_case(session, actor, reference)
    return case if actor.works_on(case) else None


def text_blocks(
    case: Case, language: str, own: Sequence[OwnTextBlock] = ()
) -> tuple[TextBlock, ...]:
    """The town hall's `own`, then the content's for the case's service and authority, for a
    citizen who reads `language`; where a block has no text in it, the German one."""
    offered: list[OwnTextBlock | MessageTemplate] = [
        *(one for one in own if one.service in ("", case.service)),
        *message_templates(case.service, case.authority),
    ]
    return tuple(
        TextBlock(
            one.name,
            filled_message(
                one.english if _is_english(language, one.english) else one.text,
                _words(case, "en" if _is_english(language, one.english) else GERMAN),
            ),
            tuple(one.uses),
        )
        for one in offered
    )


def _is_english(language: str, english: str) -> bool:
    return language == "en" and bool(english)


def _words(case: Case, spoken: str) -> Mapping[str, str]:
    town = municipality_by_slug(case.authority)
    until = add_working_days(clock.today(), WORKING_DAYS_TO_ANSWER, town.state)
    with speaking(spoken):
        day = clock.long_date(until)
    return {
        "anrede": _SALUTATION[spoken].replace("{name}", case.applicant_name),
        "name": case.applicant_name,
        "aktenzeichen": case.reference,
        "leistung": case.title,
        "kommune": town.full_name,
        "frist": day,
    }
