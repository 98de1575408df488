"""Moving, calling off, being reminded: by the secret link, the account, or the office."""

import re
from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import func, select
from sqlmodel import col

from portal.appointments import AppointmentOver, AppointmentStatus, SlotTaken, day_list
from portal.appointments.tables import Appointment, AppointmentLink
from portal.errors import InvalidInput, NotAllowed, NotFound, SignInRequired
from portal.integrations.demo.mailbox import ReceivedMail
from portal.notifications.tables import OutgoingMail
from portal.persistence.database import Database, Scope, system_scope
from portal.shared import clock
from portal.workflow.appointments import (
    cancel_appointment,
    move_appointment,
    open_link,
    remind_of_appointment,
)
from portal.workflow.appointments_at_desk import cancel_by_staff, note_arrival
from portal.workflow.tidying import tidy_up
from tests.support.applications import Citizen, a_citizen
from tests.support.appointments import booked, next_free, row_of
from tests.support.cases import TownHall

PAPENBURG = system_scope("papenburg")


async def test_the_confirmation_says_when_and_where_and_carries_a_calendar_file(
    town_hall: TownHall,
) -> None:
    appointment = await booked(town_hall)
    mail = await _newest(town_hall)
    assert mail.subject == "Ihr Termin ist gebucht"
    assert mail.to_address == "gast@post.example"
    assert appointment.when in mail.body
    assert "Bürgerbüro Papenburg" in mail.body
    assert "ausweis" not in mail.body.lower()
    event = _event(mail)
    assert event["METHOD"] == "REQUEST"
    assert event["start"] == appointment.starts_at
    assert event["SEQUENCE"] == 0


async def test_the_link_opens_the_appointment_and_only_its_digest_is_kept(
    database: Database, town_hall: TownHall
) -> None:
    appointment = await booked(town_hall)
    code = _code(await _newest(town_hall))
    for _ in range(2):
        assert (await open_link(town_hall.services, code)).id == appointment.id
    async with database.transaction(system_scope()) as session:
        (kept,) = await session.scalars(select(col(AppointmentLink.code_digest)))
        mails = await session.scalars(select(OutgoingMail))
        assert all(code not in mail.body + mail.calendar for mail in mails)
    assert kept != code
    for wrong in (kept, code[:-1], "", "../"):
        with pytest.raises(NotFound):
            await open_link(town_hall.services, wrong)


async def test_moved_it_frees_the_old_time_and_replaces_the_calendars_entry(
    database: Database, town_hall: TownHall
) -> None:
    appointment = await booked(town_hall)
    first = _event(await _newest(town_hall))
    later = await next_free(database, skip=40)
    moved = await move_appointment(town_hall.services, PAPENBURG, appointment.id, later)
    mail = await _newest(town_hall)
    assert mail.subject == "Ihr Termin ist verschoben"
    assert moved.when in mail.body
    second = _event(mail)
    assert second["UID"] == first["UID"]
    assert second["SEQUENCE"] == 1
    assert second["start"] == later
    assert await next_free(database, skip=20) == appointment.starts_at


async def test_moved_to_the_time_it_has_nothing_happens(town_hall: TownHall) -> None:
    appointment = await booked(town_hall)
    await move_appointment(town_hall.services, PAPENBURG, appointment.id, appointment.starts_at)
    assert await _subjects(town_hall) == ["Ihr Termin ist gebucht"]


async def test_called_off_twice_it_is_told_once_and_leaves_the_calendar(
    database: Database, town_hall: TownHall
) -> None:
    appointment = await booked(town_hall)
    for _ in range(2):
        await cancel_appointment(town_hall.services, PAPENBURG, appointment.id)
    assert await _subjects(town_hall) == ["Ihr Termin ist gebucht", "Ihr Termin ist abgesagt"]
    event = _event(await _newest(town_hall))
    assert (event["METHOD"], event["SEQUENCE"]) == ("CANCEL", 1)
    assert await next_free(database, skip=20) == appointment.starts_at


async def test_called_off_it_can_be_taken_up_again(database: Database, town_hall: TownHall) -> None:
    appointment = await booked(town_hall)
    await cancel_appointment(town_hall.services, PAPENBURG, appointment.id)
    later = await next_free(database, skip=30)
    again = await move_appointment(town_hall.services, PAPENBURG, appointment.id, later)
    assert again.status is AppointmentStatus.BOOKED
    assert _event(await _newest(town_hall))["SEQUENCE"] == 2


async def test_a_time_that_others_have_is_refused_and_ones_own_stays(
    database: Database, town_hall: TownHall
) -> None:
    appointment = await booked(town_hall)
    wanted = await next_free(database, skip=5)
    for number in range(3):
        await booked(town_hall, email=f"gast{number}@post.example", skip=5)
    with pytest.raises(SlotTaken):
        await move_appointment(town_hall.services, PAPENBURG, appointment.id, wanted)
    assert (await row_of(database, appointment.id)).starts_at == appointment.starts_at


async def test_what_has_begun_is_not_changed_any_more(town_hall: TownHall) -> None:
    appointment = await booked(town_hall)
    with clock.pretend(appointment.starts_at), pytest.raises(AppointmentOver):
        await cancel_appointment(town_hall.services, PAPENBURG, appointment.id)


async def test_somebody_else_with_an_account_finds_nothing(
    database: Database, town_hall: TownHall, citizen: Citizen
) -> None:
    appointment = await booked(town_hall, citizen)
    stranger = await a_citizen(database)
    with pytest.raises(NotFound):
        await cancel_appointment(town_hall.services, stranger.scope, appointment.id)
    await cancel_appointment(town_hall.services, citizen.scope, appointment.id)


class TestReminder:
    async def test_it_comes_once_however_often_the_follow_up_runs(
        self, database: Database, town_hall: TownHall
    ) -> None:
        appointment = await booked(town_hall)
        for _ in range(2):
            await self._due(town_hall, str(appointment.id), 0)
        assert await _subjects(town_hall) == [
            "Ihr Termin ist gebucht", "Erinnerung an Ihren Termin morgen",
        ]  # fmt: skip
        assert (await open_link(town_hall.services, _code(await _newest(town_hall)))).when

    async def test_not_for_what_was_moved_or_called_off_meanwhile(
        self, database: Database, town_hall: TownHall
    ) -> None:
        moved = await booked(town_hall)
        later = await next_free(database, skip=40)
        await move_appointment(town_hall.services, PAPENBURG, moved.id, later)
        called_off = await booked(town_hall, skip=22)
        await cancel_appointment(town_hall.services, PAPENBURG, called_off.id)
        for number in (0, 1):
            await self._due(town_hall, str(called_off.id), number)
        await self._due(town_hall, str(moved.id), 0)
        assert not [words for words in await _subjects(town_hall) if "Erinnerung" in words]

    async def _due(self, town_hall: TownHall, appointment_id: str, sequence: int) -> None:
        arguments = {"appointment_id": appointment_id, "sequence": str(sequence)}
        await remind_of_appointment(town_hall.services, arguments)


class TestAtTheOffice:
    async def test_the_days_list_shows_who_comes_to_this_town(
        self, database: Database, town_hall: TownHall, desk: Scope, citizen: Citizen
    ) -> None:
        first, second = await booked(town_hall, citizen), await booked(town_hall)
        day = first.starts_at.astimezone(clock.BERLIN).date()
        async with database.transaction(desk) as session:
            listed = await day_list(session, desk, day)
        assert {one.id for one in listed} == {first.id, second.id}
        elsewhere = desk.within("wiesmoor")
        async with database.transaction(elsewhere) as session:
            with pytest.raises(NotAllowed):
                await day_list(session, elsewhere, day)

    async def test_who_came_is_noted_on_the_day(
        self, database: Database, town_hall: TownHall, desk: Scope
    ) -> None:
        appointment = await booked(town_hall)
        the_day_before = clock.pretend(appointment.starts_at - timedelta(days=1))
        with the_day_before, pytest.raises(InvalidInput, match="am Tag des Termins"):
            await note_arrival(town_hall.services, desk, appointment.id, came=True)
        with clock.pretend(appointment.starts_at + timedelta(minutes=20)):
            await note_arrival(town_hall.services, desk, appointment.id, came=False)
            await note_arrival(town_hall.services, desk, appointment.id, came=True)
        assert (await row_of(database, appointment.id)).status == "came"

    async def test_what_the_office_cannot_keep_is_called_off_with_a_reason(
        self, town_hall: TownHall, desk: Scope
    ) -> None:
        appointment = await booked(town_hall)
        with pytest.raises(InvalidInput):
            await cancel_by_staff(town_hall.services, desk, appointment.id, "  ")
        reason = "Unsere Geräte sind ausgefallen."
        await cancel_by_staff(town_hall.services, desk, appointment.id, reason)
        mail = await _newest(town_hall)
        assert mail.subject == "Ihr Termin muss ausfallen"
        assert reason in mail.body

    async def test_citizens_and_other_towns_change_nothing_here(
        self, town_hall: TownHall, desk: Scope, citizen: Citizen
    ) -> None:
        appointment = await booked(town_hall)
        for scope in (desk.within("wiesmoor"), citizen.scope):
            with pytest.raises((NotAllowed, SignInRequired)):
                await cancel_by_staff(town_hall.services, scope, appointment.id, "Grund")


async def test_weeks_later_nobody_knows_any_more_who_was_there(
    database: Database, town_hall: TownHall
) -> None:
    appointment = await booked(town_hall)
    with clock.pretend(appointment.starts_at + timedelta(days=27)):
        await tidy_up(town_hall.services, {})
    assert await row_of(database, appointment.id)
    with clock.pretend(appointment.starts_at + timedelta(days=29)):
        await tidy_up(town_hall.services, {})
    async with database.transaction(system_scope()) as session:
        assert await session.scalar(select(func.count()).select_from(Appointment)) == 0
        assert await session.scalar(select(func.count()).select_from(AppointmentLink)) == 0


async def _newest(town_hall: TownHall) -> ReceivedMail:
    await town_hall.follow_ups.run_waiting(town_hall.services)
    return (await town_hall.mails())[-1]


async def _subjects(town_hall: TownHall) -> list[str]:
    await town_hall.follow_ups.run_waiting(town_hall.services)
    return await town_hall.subjects()


def _code(mail: ReceivedMail) -> str:
    found = re.search(r"/termine/ihr-termin/\?code=(\S+)", mail.body)
    assert found
    return found[1]


def _event(mail: ReceivedMail) -> dict[str, object]:
    calendar = Calendar.from_ical(mail.calendar)
    (event,) = calendar.walk("VEVENT")
    return {
        "METHOD": str(calendar["METHOD"]),
        "UID": str(event["UID"]),
        "SEQUENCE": event["SEQUENCE"],
        "start": event.decoded("DTSTART"),
    }
