"""What must never happen, whatever is called: the judge of each answer and of the log."""

import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sqlalchemy import text

from portal.persistence.database import Database, system_scope
from tests.support.attacks.app import Answer
from tests.support.attacks.calls import Sent
from tests.support.attacks.world import PREFIX, Caller, World
from tests.support.documents import text_of

# These believe no cookie: they verify a signature, or only show a page again.
WITHOUT_COOKIE = re.compile(
    r"/webhooks/|/antrag/ohne-skript|/demo/servicekonto/(token|userinfo|abmelden)"
    r"|/anmelden/servicekonto/abmeldung/"
)
Filter = Callable[[logging.LogRecord], bool]
_CANARY = re.compile(PREFIX + r"\w+")
_FAULT = re.compile(r"Traceback|failed|\bException\b|\[\w+ at ")
_OF_VICTIM = {
    "account": "id", "application": "account_id", "submission": "account_id",
    "stored_file": "account_id", "payment": "account_id", "case": "account_id",
    "case_event": "account_id", "case_message": "account_id", "appointment": "account_id",
    "contact_profile": "account_id", "staff_role": "account_id",
}  # fmt: skip


@dataclass(eq=False)
class Judge(logging.Handler):
    """Collects what is wrong; a logging handler, too, as the log tells of it."""

    found: list[str] = field(default_factory=list)
    calls: int = 0
    by_kind: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__()

    def emit(self, record: logging.LogRecord) -> None:
        """A line of the log, as the filters left it."""
        line = f"{record.name} {record.getMessage()}"
        if _FAULT.search(line) or _CANARY.search(line):
            self.note("log", line[:3000])

    def note(self, kind: str, words: str) -> None:
        """Something that must not be."""
        self.found.append(f"{kind}: {words}")

    def count(self, kind: str) -> None:
        """One more call, by what became of it."""
        self.calls += 1
        self.by_kind[kind] = self.by_kind.get(kind, 0) + 1

    def heard(self, caller: Caller, what: str, said: str) -> None:
        """What a websocket was told."""
        self._look_for_canaries(caller, what, said)

    def answered(self, caller: Caller, sent: Sent, answer: Answer) -> None:
        """What a request was answered."""
        what = f"{sent.method} {sent.path[:200]}"
        self.count(f"{answer.status}")
        if answer.status >= 500 and answer.status != 503:
            self.note("500", f"{caller.name} {what}")
        refused = {400, 403, 404} | (set() if caller.town else {303})
        if sent.foreign and answer.status not in refused and not WITHOUT_COOKIE.match(sent.route):
            self.note("forged", f"{caller.name} {what} Origin {sent.headers.get('Origin')}"
                                f" got {answer.status}")  # fmt: skip
        if sent.route.startswith("/webhooks/") and answer.status == 200:
            self.note("webhook", f"{caller.name} {what} was believed")
        words = " ".join([answer.body.decode("utf-8", "replace"), *answer.headers.values()])
        if answer.headers.get("content-type") == "application/pdf":
            words += text_of(answer.body)
        self._look_for_canaries(caller, what, words)
        if "Traceback" in words:
            self.note("traceback", f"{caller.name} {what}")
        cookies_or_personal = "set-cookie" in answer.headers or _CANARY.search(words)
        if cookies_or_personal and "public" in answer.headers.get("cache-control", ""):
            self.note("cache", f"{caller.name} {what} may be kept by shared caches")

    def _look_for_canaries(self, caller: Caller, what: str, words: str) -> None:
        for word in set(_CANARY.findall(words)):
            if not word.startswith(caller.may_see or ("nothing",)):
                self.note("leak", f"{caller.name} saw {word} by {what}")


async def rows_of_victim(database: Database, world: World) -> dict[str, str]:
    """A digest of each table's rows that are Viktoria's."""
    digests = {}
    async with database.transaction(system_scope()) as session:
        for table, owner in _OF_VICTIM.items():
            digests[table] = await session.scalar(
                text(
                    "SELECT md5(coalesce(string_agg(r::text, '|' ORDER BY r::text), ''))"
                    f' FROM "{table}" r WHERE {owner} = :victim'
                ),
                {"victim": world.victim},
            )
    return digests


def judge_log_of(names: Iterable[str], judge: Judge, filters: Iterable[Filter]) -> None:
    """Hear what these loggers would write, instead of writing it."""
    for one in filters:
        judge.addFilter(one)
    for name in names:
        logging.getLogger(name).handlers = [judge]
