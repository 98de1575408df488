"""The preview of a job, its progress, and what became of each case."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

import reflex as rx

from portal.cases.bulk import BulkView, bulk_view
from portal.cases.bulk_tables import Outcome
from portal.errors import PortalError
from portal.web.backoffice.bulk.words import cases_in_words, outcome_in_words, standing, told, what
from portal.web.guards import internal, staff
from portal.web.live import watch
from portal.web.services import services
from portal.web.session import Visit, visit_of
from portal.workflow.bulk import confirm_bulk

SECONDS_BETWEEN_LOOKS = 1.0
_LINES = 200


@dataclass(frozen=True)
class JobLine:
    """One case of the job, without anybody's name."""

    reference: str
    title: str
    status: str
    outcome: str
    why: str
    href: str


class Bulk(rx.State):
    """One job of one's own."""

    job: str = ""
    what: str = ""
    note: str = ""
    told: str = ""
    standing: str = ""
    button: str = ""
    share: int = 0
    whole: int = 0
    planned: bool = False
    running: bool = False
    lines: list[JobLine] = []
    not_shown: str = ""
    refusal: str = ""
    ready: bool = False
    missing: bool = False

    @rx.event
    @staff
    async def load(self) -> AsyncIterator[None]:
        """Show the job; its progress shows by itself."""
        job = self.router.url.path.strip("/").split("/")[-1]
        self.refusal = ""
        if job != self.job:
            self.job, self.ready = job, False
            yield
        if _id(job):
            subject = f"bulk:{_id(job)}"
            watch(self, Bulk.refresh, subject, at_most_every=SECONDS_BETWEEN_LOOKS)
        await self._show(await visit_of(self))

    @rx.event
    @internal
    async def refresh(self) -> None:
        """Some cases more are done."""
        await self._show(await visit_of(self))

    @rx.event
    @staff
    async def confirm(self) -> None:
        """The yes; a second one changes nothing."""
        visit, job = await visit_of(self), _id(self.job)
        if visit.scope is None or job is None:
            return
        try:
            await confirm_bulk(services(), visit.scope, job)
        except PortalError as fault:
            self.refusal = fault.message
        await self._show(visit)

    async def _show(self, visit: Visit) -> None:
        self.ready, job = True, _id(self.job)
        self.missing = visit.scope is None or job is None
        if visit.scope is None or job is None:
            return
        try:
            async with services().database.transaction(visit.scope) as session:
                view = await bulk_view(session, visit.scope, job, most_lines=_LINES)
        except PortalError:
            self.missing, self.lines = True, []
            return
        self._tell(view)

    def _tell(self, view: BulkView) -> None:
        number, fits = view.number, view.number[Outcome.FITS]
        self.what, self.note, self.told = what(view), view.note, told(view)
        self.standing, self.button = standing(view), f"{cases_in_words(fits)} jetzt ändern"
        self.planned = view.begun_at is None and fits > 0
        self.running = view.begun_at is not None and view.finished_at is None
        self.share = number[Outcome.DONE] + number[Outcome.REFUSED]
        self.whole = self.share + fits
        self.lines = [
            JobLine(
                one.reference, one.title, one.status_words,
                outcome_in_words(one.outcome, view.deed, begun=view.begun_at is not None), one.why,
                f"/verwaltung/vorgaenge/{one.reference}/",
            )
            for one in view.lines
        ]  # fmt: skip
        left = sum(number.values()) - len(self.lines)
        self.not_shown = f"Und {cases_in_words(left)} mehr, denen nichts entgegensteht."
        self.not_shown = self.not_shown if left else ""


def _id(job: str) -> UUID | None:
    try:
        return UUID(job)
    except ValueError:
        return None
