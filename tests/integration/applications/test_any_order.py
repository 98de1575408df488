"""Any order of typing, sending, adding and removing, on one draft in a real database."""

import asyncio
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from portal.applications import (
    add_group_item,
    begin_or_resume,
    discard,
    find_application,
    remove_group_item,
    save_answers,
    save_step,
)
from portal.catalogue import service_by_slug
from portal.errors import InvalidInput
from portal.persistence.database import Database
from tests.support.applications import PAPENBURG, a_visitor
from tests.support.keys import DEMO_KEYS

DOG = "hund-anmelden"
NAMES = st.sampled_from(["first_name", "last_name", "dogs.0.name", "dogs.1.name", "address.city"])
WORDS = st.sampled_from(["", "Ada", "Łuczak-Ørsted", "Bello", "26871"])
SAVE = st.tuples(st.just("save"), st.dictionaries(NAMES, WORDS, min_size=1, max_size=3))
SEND = st.tuples(st.just("send"), st.fixed_dictionaries({"first_name": WORDS, "last_name": WORDS}))
ITEMS = st.tuples(st.sampled_from(["add", "remove"]), st.integers(0, 2))
ORDERS = st.lists(st.one_of(SAVE, SEND, ITEMS), min_size=3, max_size=12)


def test_what_the_database_holds_is_what_was_typed(owner_url: str) -> None:
    @given(edits=ORDERS)
    @settings(
        max_examples=12,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    def one_draft(edits: list[tuple[str, Any]]) -> None:
        asyncio.run(_fill_in(owner_url, edits))

    one_draft()


async def _fill_in(owner_url: str, edits: list[tuple[str, Any]]) -> None:
    database, visitor = Database(owner_url, pool_size=2, keys=DEMO_KEYS), a_visitor()
    dogs: list[str] = [""]
    typed: dict[str, str] = {}
    async with database.transaction(visitor) as session:
        draft = await begin_or_resume(session, visitor, PAPENBURG, PAPENBURG, service_by_slug(DOG))
    for kind, what in edits:
        try:
            async with database.transaction(visitor) as session:
                await _edit(session, draft.id, kind, what)
        except InvalidInput:
            continue
        _note(kind, what, dogs, typed)
    async with database.transaction(visitor) as session:
        held = (await find_application(session, draft.id)).answers
        await discard(session, draft.id)
    await database.close()
    expected = typed | {f"dogs.{n}.name": name for n, name in enumerate(dogs)}
    assert {name: held.get(name, "") for name in expected} == expected
    assert not any(name.startswith(f"dogs.{len(dogs)}.") for name in held)


async def _edit(session: Any, draft_id: Any, kind: str, what: Any) -> None:
    if kind == "save":
        await save_answers(session, draft_id, what)
    elif kind == "send":
        await save_step(session, draft_id, "keeper", what)
    elif kind == "add":
        await add_group_item(session, draft_id, "dogs")
    else:
        await remove_group_item(session, draft_id, "dogs", what)


def _note(kind: str, what: Any, dogs: list[str], typed: dict[str, str]) -> None:
    """The same in plain lists: what is written to a dog that is not there is nobody's."""
    if kind == "add":
        dogs.append("")
    elif kind == "remove":
        del dogs[what]
    else:
        for name, word in what.items():
            if not name.startswith("dogs."):
                typed[name] = word
            elif (number := int(name.split(".")[1])) < len(dogs):
                dogs[number] = word
