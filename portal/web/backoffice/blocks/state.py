"""The town hall's own text blocks: read by every desk, written by who leads the team."""

from collections.abc import Awaitable
from dataclasses import dataclass
from uuid import UUID

import reflex as rx
from reflex_base.utils.form import FormData

from portal.cases.own_blocks import Blocks, BlockWish, SeenBlock
from portal.errors import InvalidField, InvalidInput, PortalError
from portal.persistence.database import Scope
from portal.shared import clock
from portal.web.backoffice.duty.lines import Choice
from portal.web.form_data import Answers, texts_of
from portal.web.guards import internal, staff
from portal.web.live import watch
from portal.web.services import services
from portal.web.session import visit_of
from portal.workflow import own_blocks

FIELDS = ("name", "verwendung", "leistung", "text", "english")
USE_WORDS = {
    "message": "Nachricht",
    "question": "Rückfrage",
    "rejection": "Ablehnung",
    "correction": "Korrektur",
}
_DONE = {"added": "Angelegt", "changed": "Geändert"}
NOBODY = Scope("visitor")


@dataclass(frozen=True)
class BlockLine:
    """One text block, and who changed it when."""

    id: str
    name: str
    text: str
    english: str
    about: str
    history: list[str]
    may_change: bool


class OwnBlocks(rx.State):
    """The blocks of the municipality served, and the form that is open. `editing` is the id of
    the block in the form, "" for a new one."""

    blocks: list[BlockLine] = []
    services: list[Choice] = []
    uses: list[Choice] = []
    leads: bool = False
    allowed: bool = True
    ready: bool = False
    form_open: bool = False
    editing: str = ""
    form_words: str = ""
    name: str = ""
    service: str = ""
    text: str = ""
    english: str = ""
    faults: dict[str, str] = {}
    removing: str = ""
    success: str = ""
    refusal: str = ""
    drawing: int = 0
    _revision: int = 0

    @rx.event
    @staff
    async def load(self) -> None:
        """Show them; what other leads change shows by itself."""
        self._hush()
        self.form_open = False
        visit = await visit_of(self)
        if visit.municipality:
            here = visit.municipality.slug
            watch(self, OwnBlocks.refresh, f"text_blocks:{here}", f"desks:{here}")
        await self._show()
        self.ready = True

    @rx.event
    @internal
    async def refresh(self) -> None:
        """Somebody wrote another, or came or went."""
        await self._show()

    @rx.event
    @staff
    async def open_form(self, key: str) -> None:
        """ "Neuer Textbaustein", or "Ändern" at one: its form, filled in."""
        self._hush()
        seen = await self._look()
        if seen is None or not seen.leads:
            return
        block = next((one for one in seen.blocks if str(one.id) == key and one.may_change), None)
        if key and block is None:
            self.refusal = "Diesen Textbaustein gibt es nicht mehr."
            return
        wish = block.wish if block else BlockWish(service=seen.services[0][0])
        self.editing, self._revision = (key, block.revision) if block else ("", 0)
        self.form_words = "Textbaustein ändern" if block else "Neuer Textbaustein"
        self.name, self.service = wish.name, wish.service
        self.text, self.english = wish.text, wish.english
        self.uses = [Choice(key, words, key in wish.uses) for key, words in USE_WORDS.items()]
        self.drawing += 1
        self.form_open = True

    @rx.event
    @staff
    async def close_form(self) -> None:
        """ "Abbrechen"."""
        self._hush()
        self.form_open = False

    @rx.event
    @staff
    async def save(self, form_data: FormData) -> None:
        """ "Textbaustein speichern": what was typed stays where it is refused."""
        typed = texts_of(form_data)
        if not self.form_open or _one(typed, "blatt") != str(self.drawing):
            return  # the second click of two: its form is done with
        self._hush()
        scope, wish = await self._scope(), _wish(typed)
        await self._do(self._written(scope, wish), "Der Textbaustein ist gespeichert.")

    @rx.event
    @staff
    async def ask_to_remove(self, key: str) -> None:
        """ "Löschen": asks first; "": not after all."""
        self._hush()
        self.removing = key[:40]

    @rx.event
    @staff
    async def remove(self) -> None:
        """ "Textbaustein löschen"."""
        key, scope = self.removing, await self._scope()
        self._hush()
        await self._do(_removed(scope, key), "Der Textbaustein ist gelöscht.")

    async def _written(self, scope: Scope, wish: BlockWish) -> None:
        if self.editing:
            block = UUID(self.editing)
            await own_blocks.change_block(services(), scope, block, wish, revision=self._revision)
        else:
            await own_blocks.add_block(services(), scope, wish)

    async def _do(self, deed: Awaitable[None], done: str) -> None:
        try:
            await deed
        except InvalidField as fault:
            self.faults = {fault.field if fault.field in FIELDS else "text": fault.message}
            return
        except PortalError as fault:
            self.refusal = fault.message
        except ValueError:  # an id that is none
            self.refusal = InvalidInput.message
        else:
            self.success, self.form_open = done, False
            self.drawing += 1
        await self._show()

    async def _show(self) -> None:
        seen = await self._look()
        if seen is None:
            self.blocks, self.leads, self.form_open = [], False, False
            return
        self.leads = seen.leads
        self.blocks = [_line(one) for one in seen.blocks]
        self.services = [Choice(slug, name) for slug, name in seen.services]

    async def _look(self) -> Blocks | None:
        try:
            seen = await own_blocks.see_blocks(services(), await self._scope())
        except PortalError as fault:
            self.allowed, self.refusal = False, fault.message
            return None
        self.allowed = True
        return seen

    def _hush(self) -> None:
        self.success, self.refusal, self.removing, self.faults = "", "", "", {}

    async def _scope(self) -> Scope:
        return (await visit_of(self)).scope or NOBODY


async def _removed(scope: Scope, key: str) -> None:
    await own_blocks.remove_block(services(), scope, UUID(key))


def _line(one: SeenBlock) -> BlockLine:
    uses = ", ".join(USE_WORDS[use] for use in one.wish.uses)
    return BlockLine(
        id=str(one.id),
        name=one.wish.name,
        text=one.wish.text,
        english=one.wish.english,
        about=f"{uses}; {one.service_name}",
        history=[
            f"{_DONE.get(each.what, each.what)} von {each.by_name},"
            f" {clock.moment_in_words(each.at)}: „{each.text}“"
            for each in one.history
        ],
        may_change=one.may_change,
    )


def _one(typed: Answers, name: str) -> str:
    value = typed.get(name, "")
    return value if isinstance(value, str) else value[0]


def _wish(typed: Answers) -> BlockWish:
    uses = typed.get("verwendung", [])
    return BlockWish(
        name=_one(typed, "name"),
        uses=(uses,) if isinstance(uses, str) else tuple(uses),
        service=_one(typed, "leistung"),
        text=_one(typed, "text"),
        english=_one(typed, "english"),
    )
