"""Writing letters and notices at the desk: begin, edit, look over, issue."""

from dataclasses import dataclass
from uuid import UUID

import reflex as rx
from reflex_base.utils.form import FormData

from portal.cases.notice_views import NoticeView, letters_at_desk
from portal.cases.notices import discard_notice, draft_notice, draft_revocation, edit_notice
from portal.errors import PortalError
from portal.web.backoffice.case.blocks import ShownBlock
from portal.web.form_data import texts_of
from portal.web.guards import internal, staff
from portal.web.live import watch_found
from portal.web.services import services
from portal.web.session import Visit, visit_of
from portal.workflow.notices import issue_notice, provide_again

_BOTH = (
    "Jemand anderes hat dieses Schreiben inzwischen geändert. Ihr Text steht noch im Feld, die "
    "andere Fassung darunter. Wenn Sie noch einmal speichern, gilt Ihr Text."
)


@dataclass(frozen=True)
class LetterLine:
    """One letter in the list."""

    key: str
    title: str
    standing: str
    href: str
    is_draft: bool
    needs_another_way: bool


@dataclass(frozen=True)
class TemplateChoice:
    """What a letter can begin with."""

    key: str
    name: str


class Letters(rx.State):
    """The letters of the case that is open."""

    reference: str = ""
    lines: list[LetterLine] = []
    templates: list[TemplateChoice] = []
    theirs: str = ""
    revocable: list[TemplateChoice] = []
    ways_to_revoke: list[TemplateChoice] = []
    revoking: bool = False
    blocks: list[ShownBlock] = []
    consents: bool = False
    writing: str = ""
    looking_over: bool = False
    title: str = ""
    body: str = ""
    refusal: str = ""
    drawing: int = 0
    _revision: int = 0
    _of_decision: dict[str, str] = {}

    @rx.event
    @staff
    async def load(self) -> None:
        """Show the letters; what others do shows by itself."""
        reference = self.router.url.path.strip("/").split("/")[-1]
        if reference != self.reference:  # else the connection was lost for a moment
            self.refusal, self.writing, self.looking_over = "", "", False
            self.lines, self.templates, self.revoking = [], [], False
        self.reference = reference
        await self._show(await visit_of(self))

    @rx.event
    @internal
    async def refresh(self) -> None:
        """The case changed."""
        await self._show(await visit_of(self))

    @rx.event
    @staff
    async def begin(self, form_data: FormData) -> None:
        """ "Schreiben beginnen": a draft from the chosen template."""
        await self._draft(str(texts_of(form_data).get("vorlage", "")))

    @rx.event
    @staff
    async def decide(self, decision: str) -> None:
        """ "Bewilligen", "Teilweise bewilligen": a draft of that decision; "Bescheid aufheben"
        first asks which one, and how."""
        if decision == "revoked":
            self.revoking, self.refusal = bool(self.revocable), ""
        elif key := self._of_decision.get(decision):
            await self._draft(key)
        else:
            self.refusal = "Für diese Entscheidung gibt es hier noch keine Vorlage (Inhalte)."

    @rx.event
    @staff
    async def revoke(self, form_data: FormData) -> None:
        """ "Entwurf anlegen" of the notice that revokes the chosen one."""
        typed = texts_of(form_data)
        if self.revoking:
            await self._draft(str(typed.get("art", "")), revoked=str(typed.get("bescheid", "")))

    @rx.event
    @staff
    async def stop_revoking(self) -> None:
        """ "Abbrechen": the decision stands."""
        self.revoking, self.refusal = False, ""

    async def _draft(self, template: str, revoked: str = "") -> None:
        """One draft is open at a time, so a second click makes no second one."""
        visit = await visit_of(self)
        if visit.scope is None or self.writing:
            return
        scope, reference = visit.scope, self.reference
        try:
            async with services().database.transaction(scope) as session:
                notice = (
                    await draft_revocation(session, scope, reference, UUID(revoked), template)
                    if self.revoking
                    else await draft_notice(session, scope, reference, template)
                )
        except (PortalError, ValueError) as fault:
            self.refusal = fault.message if isinstance(fault, PortalError) else ""
            return
        self.revoking = False
        await self._show(visit)
        await self._open(str(notice.id), visit)

    @rx.event
    @staff
    async def edit(self, key: str) -> None:
        """ "Weiterschreiben" at a draft."""
        await self._open(key, await visit_of(self))

    @rx.event
    @staff
    async def look_over(self, form_data: FormData) -> None:
        """ "Speichern und ansehen": keep the words; the PDF shows them."""
        visit = await visit_of(self)
        if visit.scope is None:
            return
        typed = texts_of(form_data)
        self.title, self.body = str(typed.get("betreff", "")), str(typed.get("text", ""))
        try:
            async with services().database.transaction(visit.scope) as session:
                notice = await edit_notice(
                    session, visit.scope, self.reference, UUID(self.writing),
                    title=self.title, body=self.body, revision=self._revision,
                )  # fmt: skip
        except (PortalError, ValueError) as fault:
            self.refusal = fault.message if isinstance(fault, PortalError) else ""
            await self._set_beside(visit)
            return
        self.refusal, self._revision, self.looking_over = "", notice.revision, True
        self.theirs = ""
        await self._show(visit)

    @rx.event
    @staff
    async def write_on(self) -> None:
        """ "Text ändern"."""
        self.looking_over = False
        self.drawing += 1

    @rx.event
    @staff
    async def issue(self, form_data: FormData) -> None:
        """ "Ausstellen": for ever, and on its way."""
        visit = await visit_of(self)
        if visit.scope is None or not self.looking_over:
            return
        delivery = str(texts_of(form_data).get("zustellung", ""))
        try:
            await issue_notice(
                services(), visit.scope, self.reference, UUID(self.writing),
                title=self.title, body=self.body, revision=self._revision, delivery=delivery,
            )  # fmt: skip
        except (PortalError, ValueError) as fault:
            self.refusal = fault.message if isinstance(fault, PortalError) else ""
            await self._set_beside(visit)
            return
        self.refusal, self.writing, self.looking_over = "", "", False
        await self._show(visit)

    @rx.event
    @staff
    async def discard(self) -> None:
        """ "Entwurf löschen"."""
        visit = await visit_of(self)
        if visit.scope is None:
            return
        try:
            async with services().database.transaction(visit.scope) as session:
                await discard_notice(session, visit.scope, self.reference, UUID(self.writing))
        except (PortalError, ValueError) as fault:
            self.refusal = fault.message if isinstance(fault, PortalError) else ""
            return
        self.writing, self.looking_over = "", False
        await self._show(visit)

    @rx.event
    @staff
    async def stop(self) -> None:
        """ "Schließen": the draft stays."""
        self.writing, self.looking_over, self.refusal = "", False, ""

    @rx.event
    @staff
    async def again(self, key: str, by_post: bool) -> None:
        """What nobody retrieved: once more here, or with the post."""
        visit = await visit_of(self)
        if visit.scope is None:
            return
        try:
            await provide_again(services(), visit.scope, self.reference, UUID(key), by_post=by_post)
        except (PortalError, ValueError) as fault:
            self.refusal = fault.message if isinstance(fault, PortalError) else ""
            return
        self.refusal = ""
        await self._show(visit)

    async def _set_beside(self, visit: Visit) -> None:
        """Where somebody else changed the draft: their words beside one's own, which stay. Who
        saves once more has seen both."""
        if visit.scope is None:
            return
        try:
            async with services().database.transaction(visit.scope) as session:
                found = await letters_at_desk(session, visit.scope, self.reference)
        except PortalError:
            return  # why nothing was kept is told already
        theirs = next((one for one in found.letters if str(one.id) == self.writing), None)
        if theirs is None or not theirs.is_draft or theirs.revision == self._revision:
            return
        self._revision, self.theirs = theirs.revision, theirs.body
        self.refusal = _BOTH
        if self.looking_over:
            self.looking_over = False
            self.drawing += 1

    async def _open(self, key: str, visit: Visit) -> None:
        if visit.scope is None:
            return
        try:
            async with services().database.transaction(visit.scope) as session:
                found = await letters_at_desk(session, visit.scope, self.reference)
        except PortalError:
            return
        draft = next((one for one in found.letters if str(one.id) == key and one.is_draft), None)
        if draft is None:
            return
        self.writing, self.looking_over, self.refusal, self.theirs = key, False, "", ""
        self.title, self.body, self._revision = draft.title, draft.body, draft.revision
        self.blocks = [ShownBlock(one.name, one.text) for one in found.blocks.get(draft.id, ())]
        self.drawing += 1

    async def _show(self, visit: Visit) -> None:
        if visit.scope is None:
            return
        try:
            async with services().database.transaction(visit.scope) as session:
                found = await letters_at_desk(session, visit.scope, self.reference)
        except PortalError:
            self.lines, self.templates, self.writing, self.revoking = [], [], "", False
            return
        watch_found(self, Letters.refresh, f"case:{found.case_id}")
        self.lines = [_line(one, self.reference) for one in found.letters]
        self.templates = [TemplateChoice(one.key, one.name) for one in found.templates]
        self.ways_to_revoke = [TemplateChoice(one.key, one.name) for one in found.revoking]
        self._of_decision = {one.decision: one.key for one in reversed(found.templates)}
        self.revocable = [
            TemplateChoice(str(one.id), f"{one.title} ({one.standing})")
            for one in found.letters
            if one.may_be_revoked and found.revoking
        ]
        self.consents, self.revoking = found.consents, self.revoking and bool(self.revocable)
        if self.writing not in {line.key for line in self.lines if line.is_draft}:
            self.writing, self.looking_over = "", False


def _line(one: NoticeView, reference: str) -> LetterLine:
    href = f"/verwaltung/vorgaenge/{reference}/schreiben/{one.id}.pdf"
    return LetterLine(
        str(one.id), one.title, one.standing, href, one.is_draft, one.needs_another_way
    )
