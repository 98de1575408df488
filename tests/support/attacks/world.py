"""Who is there and whose things: each bears a word that nobody but its owner may see."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, text, update
from sqlmodel import col

from portal.applications import put_into_basket
from portal.applications.tables import Application
from portal.appointments import Contact, Place, Wish
from portal.appointments.places import places_for, services_with_appointments
from portal.cases.tables import Case
from portal.files.tables import StoredFile
from portal.identity import TrustLevel, create_account, start_session
from portal.identity.tables import Session
from portal.municipalities import municipality_by_slug
from portal.payments.provider import Begun, ProviderState
from portal.payments.service import Attempt, PayableItem, apply_state, begin_payment, note_begun
from portal.persistence.database import Database, Scope, system_scope
from portal.shared import clock
from portal.workflow.appointments import book_appointment
from portal.workflow.evidence import Sent, add_evidence
from portal.workflow.services import Services
from tests.support.applications import CERTIFICATE_FOR_MYSELF, Citizen, a_draft
from tests.support.appointments import next_free
from tests.support.cases import TownHall, somebody_at_the_desk
from tests.support.uploads import a_jpeg, streamed

PORT = 3000
PREFIX = "Kanari"


def canary(owner: str, thing: str) -> str:
    """The word that marks a thing of somebody's."""
    return f"{PREFIX}{owner}{thing}"


@dataclass
class Caller:
    """Somebody who calls: at which host, with which cookie, and what they may see."""

    name: str
    town: str
    session_of: Scope | None = None
    cookie: str = ""
    may_see: tuple[str, ...] = ()
    waiting: UUID | None = None
    # A session that ended stays as it is; others begin anew, as a call may have ended theirs.
    over: str = ""

    @property
    def host(self) -> str:
        """As the Host header names it."""
        return f"{self.town}.localhost:{PORT}" if self.town else f"localhost:{PORT}"


@dataclass
class World:
    """What was there before anybody called."""

    callers: list[Caller] = field(default_factory=list)
    owner: Caller | None = None
    ids: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    victim: UUID | None = None


async def settle(services: Services) -> World:
    """Viktoria in Papenburg, whose things nobody else may see; Otto and his town hall in Leer;
    and everybody who tries."""
    world, database = World(), services.database
    hall = TownHall(database)
    viktoria = await _citizen(database, "Viktoria", "papenburg")
    otto = await _citizen(database, "Otto", "leer")
    world.victim = viktoria.id
    for who, town in ((viktoria, "papenburg"), (otto, "leer")):
        await _everything_of(services, hall, world, who, town)
    await a_draft(database, Scope("citizen", viktoria.id, "leer"),
                  _answers("Viktoria", "Entwurf"), municipality="leer")  # fmt: skip
    desk = await somebody_at_the_desk(database, "leer")
    clerk = await somebody_at_the_desk(database, "leer", "counter_clerk")
    here = await somebody_at_the_desk(database, "papenburg")
    otto_sees = (f"{PREFIX}Otto",)
    desk_sees = tuple(canary("Otto", thing) for thing in ("Vorgang", "Konto", "Nachricht", "Datei"))
    visitor = Scope("visitor", uuid4(), "papenburg")
    world.callers = [
        Caller("nobody", "papenburg"),
        Caller("nobody on the bare host", ""),
        Caller("somebody who made a cookie up", "papenburg", cookie="guessed"),
        Caller("a visitor", "papenburg", visitor),
        Caller("another citizen", "papenburg", otto.scope.within("papenburg"), may_see=otto_sees),
        Caller("the citizen of Leer", "leer", otto.scope, may_see=otto_sees),
        Caller("the desk of Leer", "leer", desk, may_see=desk_sees),
        Caller("the desk of Leer at Papenburg's portal", "papenburg", desk.within("papenburg")),
        Caller("the counter of Leer", "leer", clerk, may_see=(canary("Otto", "Termin"),)),
        Caller("Papenburg's desk before the code", "papenburg", visitor, waiting=here.actor_id),
        Caller("Viktoria's cookie at another town", "weener", viktoria.scope),
        Caller("Viktoria's session that she ended", "papenburg", viktoria.scope, over="revoked"),
        Caller("Viktoria's session that expired", "papenburg", viktoria.scope, over="expired"),
        Caller("Viktoria's session left idle", "papenburg", viktoria.scope, over="idle"),
    ]  # fmt: skip
    world.owner = Caller("Viktoria", "papenburg", viktoria.scope, may_see=(f"{PREFIX}Viktoria",))
    await begin_sessions(database, [*world.callers, world.owner])
    world.ids += await _ids(database)
    return world


async def begin_sessions(database: Database, callers: list[Caller]) -> None:
    """A session for each who has one, new where a call has ended it."""
    async with database.transaction(system_scope()) as session:
        for caller in callers:
            if caller.session_of is None or (_ended(caller.over) and caller.cookie):
                continue
            who = caller.session_of
            is_visitor = who.actor_kind == "visitor"
            begun = await start_session(
                session,
                who.municipality,
                account_id=None if is_visitor else who.actor_id,
                visitor_id=who.actor_id if is_visitor else None,
                waiting_account_id=caller.waiting,
            )
            caller.cookie = begun.token
            ended = _ended(caller.over)
            if ended:
                mine = col(Session.id) == begun.id
                await session.execute(update(Session).where(mine).values(**ended))


def _ended(how: str) -> dict[str, Any]:
    long_ago = clock.now() - timedelta(days=2)
    values: dict[str, dict[str, Any]] = {
        "revoked": {"revoked_at": long_ago},
        "expired": {"expires_at": long_ago},
        "idle": {"last_seen_at": long_ago},
    }
    return values.get(how, {})


async def _citizen(database: Database, name: str, town: str) -> Citizen:
    words = canary(name, "Konto")
    async with database.transaction(system_scope()) as session:
        account = await create_account(
            session,
            kind="citizen",
            email=f"{words}@post.example",
            display_name=words,
            password=f"{words} am langen Deich",
            trust_level=TrustLevel.BASIC,
            confirmed=True,
        )
    return Citizen(account.id, account.email, account.display_name, town)


def _answers(owner: str, thing: str) -> dict[str, str | list[str]]:
    word = canary(owner, thing)
    return CERTIFICATE_FOR_MYSELF | {
        "birth_name": word,
        "applicant_last_name": word,
        "address.street": word,
    }


async def _everything_of(
    services: Services, hall: TownHall, world: World, who: Citizen, town: str
) -> None:
    """A case with its message, file and receipt; a draft with a file; an appointment."""
    name = who.display_name.removeprefix(PREFIX).removesuffix("Konto")
    draft = await a_draft(hall.database, who.scope, _answers(name, "Vorgang"), municipality=town)
    sent = await _upload(services, who, draft, canary(name, "Datei"))
    reference = await _paid(hall, who, draft, town)
    await hall.write(who.scope, reference, canary(name, "Nachricht"))
    second = await a_draft(hall.database, who.scope, _answers(name, "Entwurf"), municipality=town)
    other = await _upload(services, who, second, canary(name, "Entwurfsdatei"))
    await _appointment(hall, who, town, canary(name, "Termin"))
    world.references.append(reference)
    world.files += [str(sent.id), str(other.id)]


async def _appointment(hall: TownHall, who: Citizen, town: str, word: str) -> None:
    place = _office_of(town)
    if place is None:
        return
    wish = Wish(
        place, await next_free(hall.database, place), Contact(word, who.email), town, who.id
    )
    await book_appointment(hall.services, wish)
    await hall.follow_ups.run_waiting(hall.services)


def _office_of(town: str) -> Place | None:
    municipality = municipality_by_slug(town)
    offers = services_with_appointments(municipality)
    places = [place for offer in offers for place in places_for(municipality, offer.service.slug)]
    return next((place for place in places if place.municipality.slug == town), None)


async def _upload(services: Services, who: Citizen, draft: Application, word: str) -> StoredFile:
    content = a_jpeg(comment=word.encode())
    sent = Sent(f"{word}.jpg", len(content), streamed(content))
    return await add_evidence(services, who.scope, draft.id, "identity_proof", sent)


async def _paid(hall: TownHall, who: Citizen, draft: Application, town: str) -> str:
    async with hall.database.transaction(who.scope) as session:
        submission = await put_into_basket(session, who.id, draft.id)
    item = PayableItem(draft.id, submission.id, town, submission.total_cents)
    attempt = Attempt(who.id, town, "card", "stripe", (item,), f"key-{who.id}")
    async with hall.database.transaction(who.scope) as session:
        payment = await begin_payment(session, attempt, hall.follow_ups)
    async with hall.database.transaction(system_scope()) as session:
        await note_begun(session, payment.id, Begun(f"ref-{payment.id}", ""))
        paid = ProviderState("paid", submission.total_cents, 0)
        await apply_state(session, payment.id, paid, hall.follow_ups)
    await hall.follow_ups.run_waiting(hall.services)
    async with hall.database.transaction(system_scope()) as session:
        query = select(col(Case.reference)).where(col(Case.application_id) == draft.id)
        return (await session.scalars(query)).one()


async def _ids(database: Database) -> list[str]:
    """Every id of the seeded rows."""
    tables = ("account", "application", "submission", "stored_file", "payment", "case",
              "case_message", "appointment", "session")  # fmt: skip
    async with database.transaction(system_scope()) as session:
        rows = [await session.scalars(text(f'SELECT id FROM "{table}"')) for table in tables]
    return [str(row) for found in rows for row in found]
