"""Rules that give new cases to somebody: seen by every desk, decided by who leads the team."""

from collections.abc import Awaitable
from uuid import UUID

import reflex as rx
from reflex_base.utils.form import FormData

from portal.cases.duty.leading import RuleWish
from portal.cases.duty.overview import Duty
from portal.cases.duty.roster import Facts, folded
from portal.errors import InvalidField, InvalidInput, PortalError
from portal.persistence.database import Scope
from portal.web.backoffice.duty.lines import (
    Choice,
    RuleLine,
    colleague_choices,
    given_in_words,
    preview_in_words,
    rule_lines,
)
from portal.web.form_data import Answers, texts_of
from portal.web.guards import internal, staff
from portal.web.live import watch
from portal.web.services import services
from portal.web.session import visit_of
from portal.workflow import duty

KINDS = ("all", "district", "surname")
FIELDS = ("leistung", "orte", "von_buchstabe", "bis_buchstabe", "kollegen")
NOBODY = Scope("visitor")


class Rules(rx.State):
    """The rules of the municipality served, and the form that is open. `editing` is the id of the
    rule in the form, "" for a new one."""

    rules: list[RuleLine] = []
    service_choices: list[Choice] = []
    single_services: list[Choice] = []
    colleagues: list[Choice] = []
    leads: bool = False
    allowed: bool = True
    ready: bool = False
    form_open: bool = False
    editing: str = ""
    form_words: str = ""
    kind: str = "all"
    service: str = ""
    districts: str = ""
    first: str = ""
    last: str = ""
    way: str = "least"
    faults: dict[str, str] = {}
    removing: str = ""
    preview: str = ""
    to_give: int = 0
    answer: str = ""
    success: str = ""
    refusal: str = ""
    drawing: int = 0
    _seen: RuleWish = RuleWish()

    @rx.event
    @staff
    async def load(self) -> None:
        """Show them; what other leads change shows by itself."""
        self._hush()
        self.form_open, self.answer = False, ""
        visit = await visit_of(self)
        if visit.municipality:
            here = visit.municipality.slug
            watch(self, Rules.refresh, f"duty:{here}", f"desks:{here}")
        await self._show()
        self.ready = True

    @rx.event
    @internal
    async def refresh(self) -> None:
        """Somebody decided otherwise, or came or went."""
        await self._show()

    @rx.event
    @staff
    async def open_form(self, key: str) -> None:
        """ "Neue Regel", or "Ändern" at one: its form, filled in."""
        self._hush()
        seen = await self._look()
        if seen is None:
            return
        rule = next((one for one in seen.rules if str(one.id) == key and one.may_change), None)
        if key and rule is None:
            self.refusal = "Diese Regel gibt es nicht mehr."
            return
        self.editing, self._seen = (key, rule.wish) if rule else ("", RuleWish())
        self.form_words = f"Regel {rule.number} ändern" if rule else "Neue Regel"
        self._fill(seen, self._seen)
        self.form_open = True

    @rx.event
    @staff
    async def close_form(self) -> None:
        """ "Abbrechen"."""
        self._hush()
        self.form_open = False

    @rx.event
    @staff
    async def choose_kind(self, kind: str) -> None:
        """Which cases the rule is for: the fields it needs appear."""
        self.kind = kind if kind in KINDS else "all"
        self.faults = {}

    @rx.event
    @staff
    async def save(self, form_data: FormData) -> None:
        """ "Regel speichern": what was typed stays where it is refused."""
        typed = texts_of(form_data)
        if not self.form_open or _one(typed, "blatt") != str(self.drawing):
            return  # the second click of two: its form is done with
        self._hush()
        scope, wish = await self._scope(), _wish(typed)
        await self._do(self._written(scope, wish), "Die Regel ist gespeichert.")

    @rx.event
    @staff
    async def ask_to_remove(self, key: str) -> None:
        """ "Löschen": asks first; "": not after all."""
        self._hush()
        self.removing = key[:40]

    @rx.event
    @staff
    async def remove(self) -> None:
        """ "Regel löschen"."""
        key, scope = self.removing, await self._scope()
        self._hush()
        await self._do(_removed(scope, key), "Die Regel ist gelöscht.")

    @rx.event
    @staff
    async def move(self, key: str, up: bool) -> None:
        """ "Nach oben", "Nach unten": the first rule that fits decides."""
        scope = await self._scope()
        self._hush()
        await self._do(_moved(scope, key, up=up), "Die Reihenfolge ist geändert.")

    @rx.event
    @staff
    async def try_out(self, form_data: FormData) -> None:
        """ "Wer bekäme das?": nothing of it is kept."""
        typed, scope = texts_of(form_data), await self._scope()
        self._hush()
        place = folded(_one(typed, "ort")[:100])
        facts = Facts(
            _one(typed, "welche"), _one(typed, "nachname")[:100], frozenset({place} - {""})
        )
        try:
            given, names = await duty.who_would_get(services(), scope, facts)
        except PortalError as fault:
            self.refusal = fault.message
            return
        self.answer = given_in_words(given, names)

    @rx.event
    @staff
    async def look_at_unassigned(self) -> None:
        """ "Vorschau": who would get what is nobody's."""
        scope = await self._scope()
        self._hush()
        try:
            seen = await duty.preview_unassigned(services(), scope)
        except PortalError as fault:
            self.refusal = fault.message
            return
        self.preview, self.to_give = preview_in_words(seen), seen.given

    @rx.event
    @staff
    async def give_unassigned(self) -> None:
        """ "Jetzt zuweisen"."""
        scope = await self._scope()
        self._hush()
        try:
            number = await duty.assign_unassigned(services(), scope)
        except PortalError as fault:
            self.refusal = fault.message
            return
        self.success = "1 Vorgang ist zugewiesen." if number == 1 else ""
        self.success = self.success or f"{number} Vorgänge sind zugewiesen."

    async def _written(self, scope: Scope, wish: RuleWish) -> None:
        if self.editing:
            rule = UUID(self.editing)
            await duty.change_rule(services(), scope, rule, wish, seen=self._seen)
        else:
            await duty.add_rule(services(), scope, wish)

    async def _do(self, deed: Awaitable[None], done: str) -> None:
        try:
            await deed
        except InvalidField as fault:
            if fault.field in FIELDS:
                self.faults = {fault.field: fault.message}
            else:
                self.refusal = fault.message
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
            self.rules, self.leads, self.form_open = [], False, False
            return
        self.rules, self.leads = rule_lines(seen), seen.leads
        self.service_choices = [Choice(slug, name) for slug, name in seen.services]
        self.single_services = [one for one in self.service_choices if one.key]

    async def _look(self) -> Duty | None:
        try:
            seen = await duty.see_duty(services(), await self._scope())
        except PortalError as fault:
            self.allowed, self.refusal = False, fault.message
            return None
        self.allowed = True
        return seen

    def _fill(self, seen: Duty, wish: RuleWish) -> None:
        self.kind, self.service, self.districts = wish.kind, wish.service, wish.districts
        self.first, self.last, self.way = wish.first, wish.last, wish.way
        self.colleagues = colleague_choices(seen, wish.colleagues)
        self.drawing += 1

    def _hush(self) -> None:
        self.success, self.refusal, self.removing, self.preview = "", "", "", ""
        self.faults, self.to_give = {}, 0

    async def _scope(self) -> Scope:
        return (await visit_of(self)).scope or NOBODY


async def _removed(scope: Scope, key: str) -> None:
    await duty.remove_rule(services(), scope, UUID(key))


async def _moved(scope: Scope, key: str, *, up: bool) -> None:
    await duty.move_rule(services(), scope, UUID(key), up=up)


def _one(typed: Answers, name: str) -> str:
    value = typed.get(name, "")
    return value if isinstance(value, str) else value[0]


def _wish(typed: Answers) -> RuleWish:
    people = typed.get("kollegen", [])
    return RuleWish(
        service=_one(typed, "leistung"),
        kind=_one(typed, "art"),
        districts=_one(typed, "orte"),
        first=_one(typed, "von_buchstabe"),
        last=_one(typed, "bis_buchstabe"),
        way=_one(typed, "verteilung"),
        colleagues=(people,) if isinstance(people, str) else tuple(people),
    )
