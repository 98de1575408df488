"""Text blocks of a town hall's own: written by team leads, for the services they lead.

All functions need the system's scope; `lead` is the scope of who acts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, get_args
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from portal.audit.service import record
from portal.cases.block_tables import OwnTextBlock, TextBlockChange
from portal.cases.duty.leading import Lead, lead_of, require_lead
from portal.catalogue.message_templates import (
    LONGEST_TEXT,
    PLACEHOLDERS,
    MessageUse,
    unknown_placeholder,
)
from portal.errors import Conflict, InvalidField, NotAllowed, NotFound
from portal.identity import CASE_ROLES, desk_of
from portal.persistence.database import Scope
from portal.persistence.live import announce
from portal.personnel import services_of

USES: tuple[str, ...] = get_args(MessageUse)
MOST_BLOCKS, LONGEST_NAME = 200, 80


@dataclass(frozen=True)
class BlockWish:
    """A text block as the form has it."""

    name: str = ""
    uses: tuple[str, ...] = ()
    service: str = ""
    text: str = ""
    english: str = ""


@dataclass(frozen=True)
class SeenBlock:
    """A block as the reader sees it; `may_change` where they lead the service's team."""

    id: UUID
    wish: BlockWish
    service_name: str
    revision: int
    may_change: bool
    history: tuple[TextBlockChange, ...]


@dataclass(frozen=True)
class Blocks:
    """Everything the page shows; `services` as in `Duty`."""

    leads: bool
    blocks: tuple[SeenBlock, ...]
    services: tuple[tuple[str, str], ...]


async def see_blocks(session: AsyncSession, reader: Scope) -> Blocks:
    """For everybody with a desk for cases there. Raises SignInRequired, NotAllowed."""
    desk = await desk_of(session, reader, *CASE_ROLES)
    lead = await lead_of(session, reader)
    changes = await _changes(session, desk.home)
    names = {"": "Alle Leistungen", **dict(services_of(desk.home))}
    return Blocks(
        leads=lead is not None,
        blocks=tuple(
            SeenBlock(
                id=row.id,
                wish=_wish_of(row),
                service_name=names.get(row.service, row.service),
                revision=row.revision,
                may_change=lead is not None and lead.leads(row.service),
                history=tuple(one for one in changes if one.block_id == row.id),
            )
            for row in await own_blocks(session, desk.home)
        ),
        services=_services_led(lead) if lead else (),
    )


async def own_blocks(session: AsyncSession, home: str) -> Sequence[OwnTextBlock]:
    """All of a town hall, by name."""
    query = select(OwnTextBlock).where(col(OwnTextBlock.municipality) == home)
    rows = (await session.scalars(query)).all()
    return sorted(rows, key=lambda one: (one.name.casefold(), one.id.hex))


async def add_block(session: AsyncSession, lead: Scope, wish: BlockWish) -> UUID:
    """Raises InvalidField (name, verwendung, leistung, text, english), NotAllowed."""
    acting = await require_lead(session, lead)
    checked = _checked(acting, wish)
    await _hold(session, acting.home)
    if len(await own_blocks(session, acting.home)) >= MOST_BLOCKS:
        raise InvalidField("name", f"Mehr als {MOST_BLOCKS} Textbausteine gehen nicht.")
    row = OwnTextBlock(municipality=acting.home, **_columns(checked))
    session.add(row)
    await _changed(session, lead, acting, "added", row)
    return row.id


async def change_block(
    session: AsyncSession, lead: Scope, block_id: UUID, wish: BlockWish, *, revision: int
) -> None:
    """Say it anew. Raises as `add_block`, NotFound, Conflict (changed since it was opened)."""
    acting, row = await _own(session, lead, block_id)
    if row.revision != revision:
        raise Conflict
    for name, value in _columns(_checked(acting, wish)).items():
        setattr(row, name, value)
    row.revision += 1
    await _changed(session, lead, acting, "changed", row)


async def remove_block(session: AsyncSession, lead: Scope, block_id: UUID) -> None:
    """What was written with it stays. Raises NotFound, NotAllowed, SignInRequired."""
    acting, row = await _own(session, lead, block_id)
    await session.delete(row)
    await _changed(session, lead, acting, "removed", row)


async def _own(session: AsyncSession, lead: Scope, block_id: UUID) -> tuple[Lead, OwnTextBlock]:
    acting = await require_lead(session, lead)
    row = await session.get(OwnTextBlock, block_id, with_for_update=True)
    if row is None or row.municipality != acting.home:
        raise NotFound("Diesen Textbaustein gibt es nicht mehr.")
    if not acting.leads(row.service):
        raise NotAllowed(
            "Dieser Textbaustein gilt auch für andere Teams. Deren Leitung ändert ihn."
        )
    return acting, row


def _checked(acting: Lead, wish: BlockWish) -> BlockWish:
    if wish.service and wish.service not in {slug for slug, _name in services_of(acting.home)}:
        raise InvalidField("leistung", "Bitte wählen Sie eine Leistung.")
    if not acting.leads(wish.service):
        raise InvalidField("leistung", "Bitte wählen Sie eine Leistung, deren Team Sie leiten.")
    uses = tuple(one for one in USES if one in wish.uses)
    if not uses or set(wish.uses) - set(USES):
        raise InvalidField("verwendung", "Bitte wählen Sie, wofür der Textbaustein ist.")
    return BlockWish(
        name=_words("name", " ".join(wish.name.split()), LONGEST_NAME),
        uses=uses,
        service=wish.service,
        text=_words("text", wish.text, LONGEST_TEXT),
        english=_words("english", wish.english, LONGEST_TEXT, optional=True),
    )


def _words(field: str, typed: str, longest: int, *, optional: bool = False) -> str:
    """Without what no database keeps. Raises InvalidField, naming an unknown placeholder."""
    words = typed.replace("\x00", "").replace("\r\n", "\n").strip()
    if not words and not optional:
        raise InvalidField(field, "Bitte schreiben Sie etwas.")
    if len(words) > longest:
        raise InvalidField(field, f"Bitte kürzen Sie auf höchstens {longest} Zeichen.")
    if field != "name" and (unknown := unknown_placeholder(words)):
        known = ", ".join(f"{{{one}}}" for one in PLACEHOLDERS)
        raise InvalidField(field, f"Den Platzhalter {unknown} gibt es nicht. Es gibt {known}.")
    return words


def _columns(wish: BlockWish) -> dict[str, Any]:
    return {
        "name": wish.name,
        "uses": list(wish.uses),
        "service": wish.service,
        "text": wish.text,
        "english": wish.english,
    }


def _wish_of(row: OwnTextBlock) -> BlockWish:
    return BlockWish(row.name, tuple(row.uses), row.service, row.text, row.english)


def _services_led(lead: Lead) -> tuple[tuple[str, str], ...]:
    every = (("", "Alle Leistungen"),) if lead.leads("") else ()
    return every + tuple(one for one in services_of(lead.home) if lead.leads(one[0]))


async def _changes(session: AsyncSession, home: str) -> Sequence[TextBlockChange]:
    query = select(TextBlockChange).where(col(TextBlockChange.municipality) == home)
    return (await session.scalars(query.order_by(col(TextBlockChange.at).desc()))).all()


async def _hold(session: AsyncSession, home: str) -> None:
    key = func.hashtextextended(f"text_blocks:{home}", 0)
    await session.execute(select(func.pg_advisory_xact_lock(key)))


async def _changed(
    session: AsyncSession, scope: Scope, lead: Lead, what: str, row: OwnTextBlock
) -> None:
    session.add(
        TextBlockChange(
            municipality=row.municipality,
            block_id=row.id,
            by_name=lead.name,
            what=what,
            name=row.name,
            text=row.text,
        )
    )
    await session.flush()
    await record(session, scope, f"text_block.{what}", f"text_block:{row.id}")
    await announce(session, f"text_blocks:{lead.home}")
