"""The views somebody keeps under names of their own."""

from dataclasses import dataclass
from uuid import UUID

import reflex as rx
from reflex_base.utils.form import FormData

from portal.cases.queue import (
    SavedFilter,
    delete_filter,
    rename_filter,
    save_filter,
    saved_filters,
    start_with,
)
from portal.errors import InvalidField, PortalError
from portal.persistence.database import Scope
from portal.web.backoffice.queue.state import Queue, signature_of
from portal.web.guards import staff
from portal.web.services import services
from portal.web.session import visit_of


@dataclass(frozen=True)
class View:
    """A saved filter; `signature` as the queue has it while it shows just this."""

    key: str
    name: str
    signature: str
    is_start: bool


class Views(rx.State):
    """One's own saved filters, and what is being done to one."""

    views: list[View] = []
    wrong_name: str = ""
    renaming: str = ""
    wrong_new_name: str = ""
    done: str = ""
    drawing: int = 0

    @rx.event
    @staff
    async def load(self) -> None:
        """Show them."""
        self.renaming = self.done = self.wrong_name = self.wrong_new_name = ""
        await self._show()

    @rx.event
    @staff
    async def open(self, key: str) -> None:
        """One was pressed: the queue shows what it says. What was searched stays."""
        view = next((one for one in await self._kept() if str(one.id) == key), None)
        self.renaming = self.done = ""
        if view is None:
            await self._show()
            return
        queue = await self.get_state(Queue)
        queue._take(view.wish)
        queue.drawing += 1
        await queue._show(await visit_of(self))

    @rx.event
    @staff
    async def save(self, form_data: FormData) -> None:
        """Keep what the queue shows now."""
        scope, queue = await self._scope(), await self.get_state(Queue)
        name, self.wrong_name, self.done = str(form_data.get("name", "")), "", ""
        try:
            async with services().database.transaction(scope) as session:
                await save_filter(session, scope, name, queue._wish())
        except InvalidField as fault:
            self.wrong_name = fault.message
            return
        except PortalError as fault:
            await self._show(fault.message)
            return
        self.drawing += 1
        await self._show("Der Filter ist gespeichert.")

    @rx.event
    @staff
    async def ask_for_name(self, key: str) -> None:
        """ "Umbenennen": the field appears; again: it goes."""
        self.renaming = "" if self.renaming == key else key
        self.wrong_new_name = self.done = ""

    @rx.event
    @staff
    async def rename(self, form_data: FormData) -> None:
        """Give the view another name."""
        scope, name = await self._scope(), str(form_data.get("neuer_name", ""))
        self.wrong_new_name = ""
        try:
            async with services().database.transaction(scope) as session:
                await rename_filter(session, scope, UUID(self.renaming), name)
        except (ValueError, InvalidField) as fault:
            self.wrong_new_name = getattr(fault, "message", "")
            return
        except PortalError as fault:
            await self._show(fault.message)
            return
        await self._show("Der Filter heißt jetzt anders.")

    @rx.event
    @staff
    async def delete(self, key: str) -> None:
        """Forget it."""
        scope = await self._scope()
        try:
            async with services().database.transaction(scope) as session:
                await delete_filter(session, scope, UUID(key))
        except (ValueError, PortalError):
            await self._show()
            return
        await self._show("Der Filter ist gelöscht.")

    @rx.event
    @staff
    async def begin_with(self, key: str) -> None:
        """The page opens with it from now on; "": with all that is open."""
        scope = await self._scope()
        try:
            async with services().database.transaction(scope) as session:
                await start_with(session, scope, UUID(key) if key else None)
        except (ValueError, PortalError):
            await self._show()
            return
        words = "Ihr Arbeitsvorrat beginnt ab jetzt mit diesem Filter."
        await self._show(words if key else "Ihr Arbeitsvorrat beginnt wieder mit allen offenen.")

    async def _show(self, done: str = "") -> None:
        self.renaming, self.done = "", done
        self.views = [
            View(str(one.id), one.name, signature_of(one.wish), one.is_start)
            for one in await self._kept()
        ]

    async def _kept(self) -> tuple[SavedFilter, ...]:
        scope = await self._scope()
        try:
            async with services().database.transaction(scope) as session:
                return await saved_filters(session, scope)
        except PortalError:
            return ()

    async def _scope(self) -> Scope:
        return (await visit_of(self)).scope or Scope("visitor")
