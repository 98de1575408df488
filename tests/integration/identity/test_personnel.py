"""Staff are invited, get roles from two administrators, delegate, leave; one alone cannot."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from portal.errors import Conflict, InvalidInput, NotAllowed, NotFound
from portal.identity import HeldRole, find_session
from portal.persistence.database import Database, Scope, system_scope
from portal.personnel import (
    InvitationOver,
    LastAdministrator,
    OtherAddress,
    OwnProposal,
    ProposalOver,
    Wish,
)
from portal.shared import clock
from portal.workflow import personnel as staff
from portal.workflow.personnel_by_command import (
    grant_by_command,
    invite_by_command,
    list_by_command,
    revoke_by_command,
)
from portal.workflow.signing_in import Arrival
from tests.support.accounts import PASSWORD
from tests.support.accounts import a_citizen as citizen_with_address
from tests.support.cases import TownHall, somebody_at_the_desk

HERE, DOG = "papenburg", "hund-anmelden"
NEW = "neu@amt.example"


@pytest.fixture
def town_hall(database: Database) -> TownHall:
    return TownHall(database)


@pytest.fixture
async def admin(database: Database) -> Scope:
    """Gesine, who administers Papenburg."""
    return await somebody_at_the_desk(database, HERE, "municipality_admin", "Gesine Albers")


@pytest.fixture
async def second(database: Database) -> Scope:
    """Tomas, who administers the installation."""
    desk = await somebody_at_the_desk(database, "*", "installation_admin", "Tomas Ehlers")
    return desk.within(HERE)


class TestInvitation:
    async def test_from_the_mail_to_the_desk_in_four_steps(
        self, database: Database, town_hall: TownHall, admin: Scope, second: Scope
    ) -> None:
        newcomer = await _newcomer(town_hall, admin)
        assert await _roles(database, newcomer) == set()
        waiting = (await staff.list_personnel(town_hall.services, second)).waiting
        assert [(one.name, one.proposed_by) for one in waiting] == [("Neele Neu", "Gesine Albers")]
        await staff.confirm_role(town_hall.services, second, waiting[0].proposal.id)
        assert await _roles(database, newcomer) == {(HERE, "case_worker", (DOG,))}
        await town_hall.follow_ups.run_waiting(town_hall.services)
        assert "Ihre Rolle im Bürgerportal ist bestätigt" in await town_hall.subjects()
        assert await _done(database) == [
            "staff.invited",
            "staff.invitation_accepted",
            "staff.role_proposed",
            "staff.role_confirmed",
        ]

    async def test_the_link_works_once_and_for_72_hours(
        self, town_hall: TownHall, admin: Scope
    ) -> None:
        token = await _invite(town_hall, admin)
        with clock.pretend(clock.now() + timedelta(hours=73)), pytest.raises(InvitationOver):
            await staff.read_invitation(town_hall.services, token)
        assert (await staff.read_invitation(town_hall.services, token)).known is False
        await _accept(town_hall, token)
        for again in (staff.read_invitation(town_hall.services, token), _accept(town_hall, token)):
            with pytest.raises(InvitationOver):
                await again
        with pytest.raises(InvitationOver):
            await staff.read_invitation(town_hall.services, "made up")

    async def test_two_browsers_with_the_same_link_make_one_account(
        self, database: Database, town_hall: TownHall, admin: Scope
    ) -> None:
        token = await _invite(town_hall, admin)
        ends = await asyncio.gather(
            _accept(town_hall, token), _accept(town_hall, token), return_exceptions=True
        )
        assert sorted(isinstance(end, InvitationOver) for end in ends) == [False, True]

    async def test_withdrawn_replaced_or_by_somebody_who_administers_no_more_it_is_over(
        self, database: Database, town_hall: TownHall, admin: Scope, second: Scope
    ) -> None:
        first = await _invite(town_hall, admin)
        newer = await _invite(town_hall, admin)
        with pytest.raises(InvitationOver):
            await staff.read_invitation(town_hall.services, first)
        assert admin.actor_id is not None
        await staff.take_role(town_hall.services, second, admin.actor_id, "municipality_admin")
        with pytest.raises(InvitationOver):
            await _accept(town_hall, newer)
        withdrawn = await _invite(town_hall, second)
        page = await staff.list_personnel(town_hall.services, second)
        await staff.withdraw_invitation(town_hall.services, second, page.invitations[0].id)
        with pytest.raises(InvitationOver):
            await _accept(town_hall, withdrawn)

    async def test_a_short_password_keeps_the_link_good(
        self, town_hall: TownHall, admin: Scope
    ) -> None:
        token = await _invite(town_hall, admin)
        with pytest.raises(InvalidInput):
            await staff.accept_as_newcomer(town_hall.services, Arrival(HERE), token, "N", "kurz")
        assert await _accept(town_hall, token)

    async def test_who_works_elsewhere_accepts_with_the_own_account_only(
        self, database: Database, town_hall: TownHall, admin: Scope, second: Scope
    ) -> None:
        colleague = await somebody_at_the_desk(database, "leer", name="Onno Dirks")
        other = await somebody_at_the_desk(database, "leer", name="Ein anderer")
        token = await _invite(town_hall, admin, await _address(database, colleague))
        assert (await staff.read_invitation(town_hall.services, token)).known
        with pytest.raises(Conflict):
            await _accept(town_hall, token)
        assert colleague.actor_id is not None and other.actor_id is not None
        with pytest.raises(OtherAddress):
            await staff.accept_as_colleague(town_hall.services, token, other.actor_id)
        await staff.accept_as_colleague(town_hall.services, token, colleague.actor_id)
        waiting = (await staff.list_personnel(town_hall.services, second)).waiting[0]
        await staff.confirm_role(town_hall.services, second, waiting.proposal.id)
        assert await _roles(database, colleague.actor_id) == {
            ("leer", "case_worker", ()),
            (HERE, "case_worker", (DOG,)),
        }

    async def test_a_citizens_address_ends_the_same_way_and_gets_no_link(
        self, database: Database, town_hall: TownHall, admin: Scope
    ) -> None:
        citizen = await citizen_with_address(database)
        assert await staff.invite(town_hall.services, admin, citizen.email, "team_lead", ()) is None
        await town_hall.follow_ups.run_waiting(town_hall.services)
        mail = (await town_hall.mails())[-1]
        assert (mail.to_address, "http" in mail.body) == (citizen.email, False)

    async def test_nobody_is_flooded_with_mails(self, town_hall: TownHall, admin: Scope) -> None:
        for _number in range(7):
            await staff.invite(town_hall.services, admin, NEW, "team_lead", ())
        await town_hall.follow_ups.run_waiting(town_hall.services)
        assert len(await town_hall.mails()) == 5

    async def test_the_password_alone_signs_nobody_in(
        self, database: Database, town_hall: TownHall, admin: Scope
    ) -> None:
        token = await _invite(town_hall, admin)
        begun = await staff.accept_as_newcomer(
            town_hall.services, Arrival(HERE), token, "Neele Neu", PASSWORD
        )
        async with database.transaction(system_scope()) as session:
            info = await find_session(session, begun.token, HERE)
        assert info is not None
        assert (info.account_id, info.waiting_account_id) == (None, begun.account_id)


class TestFourEyes:
    async def test_nobody_confirms_what_they_proposed_not_even_twice_at_once(
        self, database: Database, town_hall: TownHall, admin: Scope
    ) -> None:
        newcomer = await _newcomer(town_hall, admin)
        proposal = await _proposal(town_hall, admin)
        ends = await asyncio.gather(
            *(staff.confirm_role(town_hall.services, admin, proposal) for _tab in range(3)),
            return_exceptions=True,
        )
        assert [type(end) for end in ends] == [OwnProposal] * 3
        assert await _roles(database, newcomer) == set()

    async def test_nobody_confirms_their_own_role(
        self, database: Database, town_hall: TownHall, admin: Scope, second: Scope
    ) -> None:
        assert admin.actor_id is not None
        proposed = await staff.propose_role(
            town_hall.services, second, admin.actor_id, "case_worker", ()
        )
        assert proposed
        with pytest.raises(OwnProposal):
            await staff.confirm_role(town_hall.services, admin, await _proposal(town_hall, admin))

    @pytest.mark.parametrize("role", ["case_worker", "team_lead", "counter_clerk"])
    async def test_who_administers_nothing_here_decides_nothing(
        self, database: Database, town_hall: TownHall, admin: Scope, role: str
    ) -> None:
        await _newcomer(town_hall, admin)
        proposal = await _proposal(town_hall, admin)
        desk = await somebody_at_the_desk(database, HERE, role)  # type: ignore[arg-type]
        elsewhere = await somebody_at_the_desk(database, "leer", "municipality_admin")
        for attempt in _decisions(town_hall, proposal):
            with pytest.raises(NotAllowed):
                await attempt(desk)
            with pytest.raises(NotAllowed):
                await attempt(elsewhere.within(HERE))
            with pytest.raises((NotFound, NotAllowed, InvalidInput)):
                await attempt(elsewhere)
        assert (await staff.list_personnel(town_hall.services, elsewhere)).waiting == []

    async def test_the_table_itself_refuses_one_person_as_both(
        self, database: Database, town_hall: TownHall, admin: Scope
    ) -> None:
        await _newcomer(town_hall, admin)
        for who in ("proposed_by", "account_id"):
            with pytest.raises(DBAPIError, match="role_grant_four_eyes"):
                async with database.transaction(system_scope()) as session:
                    change = f"UPDATE role_grant SET outcome = 'confirmed', decided_by = {who}"
                    await session.execute(text(change))

    async def test_after_14_days_a_refusal_or_a_decision_it_is_over(
        self, town_hall: TownHall, admin: Scope, second: Scope
    ) -> None:
        await _newcomer(town_hall, admin)
        proposal = await _proposal(town_hall, admin)
        with clock.pretend(clock.now() + timedelta(days=15)), pytest.raises(ProposalOver):
            await staff.confirm_role(town_hall.services, second, proposal)
        await staff.refuse_role(town_hall.services, second, proposal)
        with pytest.raises(ProposalOver):
            await staff.confirm_role(town_hall.services, second, proposal)

    async def test_who_was_removed_meanwhile_has_proposed_nothing(
        self, town_hall: TownHall, admin: Scope, second: Scope
    ) -> None:
        await _newcomer(town_hall, admin)
        proposal = await _proposal(town_hall, admin)
        assert admin.actor_id is not None
        await staff.take_role(town_hall.services, second, admin.actor_id, "municipality_admin")
        with pytest.raises(ProposalOver):
            await staff.confirm_role(town_hall.services, second, proposal)

    async def test_a_town_makes_no_administrator_of_the_installation(
        self, town_hall: TownHall, admin: Scope, second: Scope
    ) -> None:
        assert second.actor_id is not None and admin.actor_id is not None
        for attempt in (
            staff.propose_role(town_hall.services, admin, admin.actor_id, "installation_admin", ()),
            staff.invite(town_hall.services, admin, NEW, "installation_admin", ()),
            staff.take_role(town_hall.services, admin, second.actor_id, "installation_admin"),
        ):
            with pytest.raises(NotAllowed):
                await attempt

    async def test_fewer_services_hold_at_once_and_more_wait(
        self, database: Database, town_hall: TownHall, admin: Scope
    ) -> None:
        desk = await somebody_at_the_desk(database, HERE)
        assert desk.actor_id is not None

        async def propose(*services: str) -> bool:
            assert desk.actor_id is not None
            return await staff.propose_role(
                town_hall.services, admin, desk.actor_id, "case_worker", services
            )

        assert await propose(DOG, "hund-abmelden") is False
        assert await propose(DOG) is False
        assert await _roles(database, desk.actor_id) == {(HERE, "case_worker", (DOG,))}
        assert await propose(DOG, "hund-abmelden") is True
        assert await propose() is True
        assert await _roles(database, desk.actor_id) == {(HERE, "case_worker", (DOG,))}
        with pytest.raises(InvalidInput):
            await propose(DOG)
        with pytest.raises(InvalidInput):
            await propose("gibt-es-nicht")

    async def test_the_last_administrators_stay(
        self, town_hall: TownHall, admin: Scope, second: Scope
    ) -> None:
        for who, role in ((admin, "municipality_admin"), (second, "installation_admin")):
            assert who.actor_id is not None
            with pytest.raises(LastAdministrator):
                await staff.take_role(town_hall.services, who, who.actor_id, role)

    async def test_two_who_remove_each_other_at_once_leave_one(
        self, database: Database, town_hall: TownHall, admin: Scope
    ) -> None:
        other = await somebody_at_the_desk(database, HERE, "municipality_admin")
        assert admin.actor_id is not None and other.actor_id is not None
        await asyncio.gather(
            staff.take_role(town_hall.services, admin, other.actor_id, "municipality_admin"),
            staff.take_role(town_hall.services, other, admin.actor_id, "municipality_admin"),
            staff.take_role(town_hall.services, admin, admin.actor_id, "municipality_admin"),
            return_exceptions=True,
        )
        async with database.transaction(system_scope()) as session:
            left = await session.scalar(text("SELECT count(*) FROM staff_role"))
        assert left == 1


class TestMembers:
    async def test_a_lost_phone_needs_a_reason_and_another_person(
        self, database: Database, town_hall: TownHall, admin: Scope
    ) -> None:
        desk = await somebody_at_the_desk(database, HERE)
        both = await somebody_at_the_desk(database, HERE)
        assert desk.actor_id and both.actor_id and admin.actor_id
        reset = staff.reset_second_factor
        with pytest.raises(InvalidInput):
            await reset(town_hall.services, admin, desk.actor_id, " ")
        with pytest.raises(NotAllowed):
            await reset(town_hall.services, admin, admin.actor_id, "verloren")
        with pytest.raises(NotFound):
            await reset(town_hall.services, admin, uuid4(), "verloren")
        await grant_by_command(
            town_hall.services, await _address(database, both), HeldRole("leer", "team_lead")
        )
        with pytest.raises(NotAllowed):
            await reset(town_hall.services, admin, both.actor_id, "verloren")
        await reset(town_hall.services, admin, desk.actor_id, "Telefon verloren")
        async with database.transaction(system_scope()) as session:
            query = text("SELECT detail FROM audit_entry WHERE action LIKE '%factor%'")
            assert (await session.scalars(query)).all() == ["Telefon verloren"]

    async def test_the_list_is_of_this_town_only(
        self, database: Database, town_hall: TownHall, admin: Scope, second: Scope
    ) -> None:
        await somebody_at_the_desk(database, "leer", name="Onno Dirks")
        await somebody_at_the_desk(database, HERE, name="Imke Brand")
        page = await staff.list_personnel(town_hall.services, admin)
        assert [member.name for member in page.team] == ["Gesine Albers", "Imke Brand"]
        everywhere = await staff.list_personnel(town_hall.services, second)
        assert len(everywhere.team) == 3


class TestDelegation:
    wish = Wish("emsland", "geburtsurkunde", clock.today(), None, "Zweckvereinbarung")

    async def test_it_begins_with_the_second_and_ends_with_either_side(
        self, database: Database, town_hall: TownHall, admin: Scope, second: Scope
    ) -> None:
        county = await somebody_at_the_desk(database, "emsland", "municipality_admin")
        for end in (admin, county):
            await staff.propose_delegation(town_hall.services, admin, self.wish)
            shared = (await staff.list_personnel(town_hall.services, admin)).delegations
            assert [(one.mine, one.delegation.confirmed_at) for one in shared] == [(True, None)]
            delegation = shared[0].delegation.id
            with pytest.raises(OwnProposal):
                await staff.confirm_delegation(town_hall.services, admin, delegation)
            with pytest.raises(NotFound):
                await staff.confirm_delegation(town_hall.services, county, delegation)
            with pytest.raises(NotFound):
                await staff.end_delegation(town_hall.services, county, delegation)
            await staff.confirm_delegation(town_hall.services, second, delegation)
            assert len((await staff.list_personnel(town_hall.services, county)).delegations) == 1
            await staff.end_delegation(town_hall.services, end, delegation)
            with pytest.raises(ProposalOver):
                await staff.end_delegation(town_hall.services, end, delegation)
            assert (await staff.list_personnel(town_hall.services, county)).delegations == []

    async def test_the_table_itself_refuses_one_person_as_both(
        self, database: Database, town_hall: TownHall, admin: Scope
    ) -> None:
        await staff.propose_delegation(town_hall.services, admin, self.wish)
        with pytest.raises(DBAPIError, match="delegation_four_eyes"):
            async with database.transaction(system_scope()) as session:
                await session.execute(text("UPDATE delegation SET confirmed_by = proposed_by"))

    @pytest.mark.parametrize(
        "changes",
        [
            {"delegate": HERE},
            {"delegate": "nirgendwo"},
            {"service": "gibt-es-nicht"},
            {"reason": " "},
            {"until": clock.today() - timedelta(days=1)},
        ],
    )
    async def test_what_makes_no_sense_is_told(
        self, town_hall: TownHall, admin: Scope, changes: dict[str, object]
    ) -> None:
        wish = Wish(**(vars(self.wish) | changes))  # type: ignore[arg-type]
        with pytest.raises(InvalidInput):
            await staff.propose_delegation(town_hall.services, admin, wish)


async def test_by_command_the_first_administrator_begins(
    database: Database, town_hall: TownHall
) -> None:
    post = HeldRole("*", "installation_admin")
    await invite_by_command(town_hall.services, NEW, post, HERE)
    await _accept(town_hall, await _newest_link(town_hall))
    assert await list_by_command(town_hall.services) == [
        ("*", NEW, "Administration der Installation")
    ]
    with pytest.raises(InvalidInput):
        await revoke_by_command(town_hall.services, NEW, post)
    with pytest.raises(NotFound):
        await grant_by_command(town_hall.services, "wer@amt.example", post)
    with pytest.raises(InvalidInput):
        await grant_by_command(town_hall.services, NEW, HeldRole("*", "case_worker"))
    desk = HeldRole(HERE, "case_worker", frozenset({DOG}))
    await grant_by_command(town_hall.services, NEW, desk)
    assert (HERE, NEW, "Sachbearbeitung für Hund anmelden") in await list_by_command(
        town_hall.services
    )
    await revoke_by_command(town_hall.services, NEW, desk)
    assert len(await list_by_command(town_hall.services)) == 1


def _decisions(
    town_hall: TownHall, proposal: UUID
) -> tuple[Callable[[Scope], Awaitable[object]], ...]:
    services = town_hall.services
    return (
        lambda who: staff.confirm_role(services, who, proposal),
        lambda who: staff.refuse_role(services, who, proposal),
        lambda who: staff.take_role(services, who, uuid4(), "case_worker"),
        lambda who: staff.end_sessions(services, who, uuid4()),
        lambda who: staff.withdraw_invitation(services, who, uuid4()),
        lambda who: staff.confirm_delegation(services, who, uuid4()),
    )


async def _invite(town_hall: TownHall, admin: Scope, email: str = NEW) -> str:
    """Invite somebody for dogs' cases; the code of the link in their mail."""
    await staff.invite(town_hall.services, admin, email, "case_worker", (DOG,))
    return await _newest_link(town_hall)


async def _newest_link(town_hall: TownHall) -> str:
    await town_hall.follow_ups.run_waiting(town_hall.services)
    mails = [mail for mail in await town_hall.mails() if "einladung/?code=" in mail.body]
    return mails[-1].body.partition("code=")[2].split()[0]


async def _accept(town_hall: TownHall, token: str) -> UUID:
    accepted = await staff.accept_as_newcomer(
        town_hall.services, Arrival(HERE), token, "Neele Neu", PASSWORD
    )
    return accepted.account_id


async def _newcomer(town_hall: TownHall, admin: Scope) -> UUID:
    return await _accept(town_hall, await _invite(town_hall, admin))


async def _proposal(town_hall: TownHall, admin: Scope) -> UUID:
    return (await staff.list_personnel(town_hall.services, admin)).waiting[0].proposal.id


async def _roles(database: Database, account_id: UUID) -> set[tuple[str, str, tuple[str, ...]]]:
    async with database.transaction(Scope("staff", account_id, HERE)) as session:
        rows = await session.execute(
            text("SELECT municipality, role, services FROM staff_role WHERE account_id = :id"),
            {"id": account_id},
        )
        return {(row.municipality, row.role, tuple(row.services or ())) for row in rows}


async def _address(database: Database, who: Scope) -> str:
    async with database.transaction(who) as session:
        found = await session.scalar(
            text("SELECT email FROM account WHERE id = :id"), {"id": who.actor_id}
        )
    return str(found)


async def _done(database: Database) -> list[str]:
    async with database.transaction(system_scope()) as session:
        query = text("SELECT action FROM audit_entry WHERE action LIKE 'staff.%' ORDER BY at")
        return list(await session.scalars(query))
