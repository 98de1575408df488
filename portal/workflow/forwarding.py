"""Forwarding a case to the responsible authority of the network, and back.

The case and all that hangs on it stay where they are, sealed for the first municipality; the desk
changes. So the reference stays, and so does who was paid: refunds are the first town's to decide.
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from portal.cases.access import Actor, require_case_worker
from portal.cases.changing import announce_case, lock_case, new_event, record_change, tell_citizen
from portal.cases.correction_queries import withdraw_open_correction
from portal.cases.notice_tables import Notice
from portal.cases.service import require_transition
from portal.cases.status import CaseAction, Transition
from portal.cases.tables import Case, CaseForwarding
from portal.cases.wording import clean_text
from portal.catalogue import load_catalogue
from portal.errors import Conflict, InvalidField, NotAllowed
from portal.municipalities import Municipality, municipality_by_slug, network_of
from portal.persistence.database import Scope
from portal.persistence.follow_ups import FollowUps
from portal.shared import clock
from portal.workflow.cases import first_due_on
from portal.workflow.duty import GIVE_FORWARDED

_FASTER = "Der Vorgang hat sich inzwischen geändert. Bitte sehen Sie noch einmal nach."
_POST_WAITS = (
    "Ein Schreiben zu diesem Vorgang liegt noch in der Tagespost. Bitte verschicken Sie es zuerst."
)


@dataclass(frozen=True)
class Target:
    """An authority that a case can be forwarded to."""

    slug: str
    name: str


def authorities_for(case_of: str, desk: str, service: str) -> tuple[Target, ...]:
    """Who of the network of the municipality `case_of` offers the service online, without the one
    the case lies at now, `desk`; the municipality itself where the case came from it."""
    towns = network_of(municipality_by_slug(case_of))
    return tuple(
        Target(t.slug, t.full_name) for t in towns if t.slug != desk and _offers(t, service)
    )


async def forward_case(
    session: AsyncSession,
    scope: Scope,
    follow_ups: FollowUps,
    reference: str,
    *,
    to: str,
    reason: str,
    revision: int,
) -> None:
    """Hand the case to the authority `to` for a reason the citizen reads; it begins there anew.

    Raises SignInRequired, NotFound, Conflict (someone was faster), NotAllowed (over, or a letter
    waits for the post), InvalidField (no such authority, no reason).
    """
    actor = await require_case_worker(session, scope)
    case = await lock_case(session, actor, reference)
    if case.revision != revision:
        raise Conflict(_FASTER)
    transition = require_transition(case, actor, CaseAction.FORWARD)
    if to not in {
        one.slug for one in authorities_for(case.municipality, case.authority, case.service)
    }:
        raise InvalidField("stelle", "Bitte wählen Sie, an wen der Vorgang gehen soll.")
    words = clean_text(reason, "Grund", field="grund")
    if await _waits_for_the_post(session, case):
        raise NotAllowed(_POST_WAITS)
    await withdraw_open_correction(session, case)
    target = municipality_by_slug(to)
    session.add(_row(case, actor, to))
    event = new_event(
        case, CaseAction.FORWARD, actor, from_status=case.status, to_status=transition.target,
        detail=f"Jetzt zuständig: {_who_it_is(target, case.service)}. Grund: {words}",
    )  # fmt: skip
    session.add(event)
    await session.flush()
    await tell_citizen(session, follow_ups, event)
    await record_change(session, scope, "case.forwarded", case)
    await announce_case(session, case)
    _begin_anew(case, target, transition)
    await session.flush()
    await follow_ups.enqueue(session, GIVE_FORWARDED, f"{event.id}", {"case_id": str(case.id)})
    await announce_case(session, case)


def _begin_anew(case: Case, target: Municipality, transition: Transition) -> None:
    case.forwarded_to = None if target.slug == case.municipality else target.slug
    case.status = transition.target
    case.assignee_id, case.assignee_name = None, ""
    case.paused_on = None
    case.due_on = first_due_on(target, case.service, clock.today())
    case.revision += 1


def _row(case: Case, actor: Actor, to: str) -> CaseForwarding:
    return CaseForwarding(
        case_id=case.id,
        municipality=case.municipality,
        service=case.service,
        from_town=case.authority,
        to_town=to,
        by_id=actor.id,
        by_name=actor.name,
    )


def _who_it_is(target: Municipality, service: str) -> str:
    """The authority with its department for the service, as the citizen reaches it."""
    offer = load_catalogue().offer(target, service, at=target.slug)
    contact = (offer.contact if offer else None) or target.front_desk
    name = (
        target.full_name
        if contact.name == target.full_name
        else f"{target.full_name}, {contact.name}"
    )
    return f"{name}, Telefon {contact.phone}, {contact.email}"


def _offers(town: Municipality, service: str) -> bool:
    offer = load_catalogue().offer(town, service, at=town.slug)
    return offer is not None and offer.orderable and not offer.off


async def _waits_for_the_post(session: AsyncSession, case: Case) -> bool:
    query = select(col(Notice.id)).where(
        col(Notice.case_id) == case.id,
        col(Notice.delivery) == "post",
        col(Notice.posted_at).is_(None),
    )
    return (await session.scalars(query)).first() is not None
