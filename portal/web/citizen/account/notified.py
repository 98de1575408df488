"""The page "Benachrichtigungen": what one is told by e-mail, what on the phone, and on which."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import reflex as rx
from reflex_base.utils.form import FormData

from portal.errors import PortalError
from portal.notifications.channels import (
    Channels,
    Device,
    channels_of,
    choose_channels,
    devices_of,
    remove_device,
)
from portal.notifications.kinds import CHOSEN_BY_CITIZENS, GROUP_NAMES, Group
from portal.shared.clock import moment_in_words
from portal.shared.language import _
from portal.web.citizen.account.own_sessions import device_in_words
from portal.web.guards import citizens, internal
from portal.web.live import watch
from portal.web.services import services
from portal.web.session import visit_of
from portal.workflow.pushes import try_out

MAIL, PUSH = "mail", "push"


@dataclass(frozen=True)
class Row:
    """A group of notifications, and how it is told."""

    group: str
    name: str
    by_mail: bool
    by_push: bool


@dataclass(frozen=True)
class Phone:
    """A browser that shows notifications."""

    device_id: str
    words: str
    since: str


class Notified(rx.State):
    """The page; follows what other devices do."""

    rows: list[Row] = []
    phones: list[Phone] = []
    push_key: str = ""
    done: str = ""
    refusal: str = ""
    drawing: int = 0
    ready: bool = False

    @rx.event
    @citizens
    async def load(self) -> None:
        """Show what was chosen; from now on devices come and go by themselves."""
        self.done, self.refusal = "", ""
        visit = await visit_of(self)
        watch(self, Notified.refresh, f"account:{visit.citizen_id}")
        await self._show()
        self.drawing += 1
        self.ready = True

    @rx.event
    @internal
    async def refresh(self) -> None:
        """A device came or went."""
        await self._show()

    @rx.event
    @citizens
    async def choose(self, form_data: FormData) -> None:
        """ "Speichern"."""
        visit = await visit_of(self)
        self.done, self.refusal = "", ""
        if visit.scope is None:
            return
        try:
            async with services().database.transaction(visit.scope) as session:
                await choose_channels(session, visit.scope, _wishes(form_data))
        except PortalError as fault:
            self.refusal = fault.message
            return
        self.done = _("Gespeichert.")
        await self._show()

    @rx.event
    @citizens
    async def remove(self, device_id: str) -> None:
        """ "Entfernen" beside a device."""
        visit = await visit_of(self)
        if visit.scope is None:
            return
        try:
            async with services().database.transaction(visit.scope) as session:
                await remove_device(session, visit.scope, UUID(device_id))
        except (PortalError, ValueError):
            return
        self.done = _("Das Gerät bekommt keine Mitteilungen mehr.")
        await self._show()

    @rx.event
    @citizens
    async def try_it(self) -> None:
        """ "Probe-Mitteilung senden"."""
        visit = await visit_of(self)
        if visit.scope is None:
            return
        try:
            number = await try_out(services(), visit.scope)
        except PortalError as fault:
            self.refusal = fault.message
            return
        self.done = _("Die Probe-Mitteilung ist unterwegs.") if number else ""

    async def _show(self) -> None:
        visit = await visit_of(self)
        if visit.scope is None or visit.citizen_id is None:
            return
        async with services().database.transaction(visit.scope) as session:
            chosen = await channels_of(session, visit.citizen_id)
            devices = await devices_of(session, visit.scope)
        self.rows = [_row(group, chosen.get(group, Channels())) for group in CHOSEN_BY_CITIZENS]
        self.phones = [_phone(device) for device in devices]
        self.push_key = services().pusher.public_key


def _wishes(form_data: FormData) -> Mapping[Group, Channels]:
    """What is ticked; a box that is not sent is empty."""
    return {
        group: Channels(f"{group}.{MAIL}" in form_data, f"{group}.{PUSH}" in form_data)
        for group in CHOSEN_BY_CITIZENS
    }


def _row(group: Group, channels: Channels) -> Row:
    return Row(group, _(GROUP_NAMES[group]), channels.by_mail, channels.by_push)


def _phone(device: Device) -> Phone:
    return Phone(str(device.id), device_in_words(device.words), moment_in_words(device.since))
