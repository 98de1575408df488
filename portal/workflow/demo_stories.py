"""What has happened in the demo's towns lately: orders, and what became of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.cases.status import CaseAction
from portal.forms import RawAnswers
from portal.workflow.demo_people import IDENTIFIED

QUESTION = (
    "Guten Tag, im Register finden wir zwei Einträge mit diesem Namen. Wie heißen Ihre Eltern"
    " mit Vornamen?"
)
ANSWER = "Meine Eltern heißen Anneliese und Bernhard."
REASON = (
    "Die Geburt ist nicht in Papenburg beurkundet. Bitte bestellen Sie die Urkunde beim Standesamt"
    " des Geburtsortes. Die Gebühr erstatten wir Ihnen."
)
FRAUKE, EMRE, GERD, KATARZYNA, TALEA, LUKAS = (
    f"{name}@demo.example"
    for name in (
        "frauke.janssen",
        "emre.yildiz",
        "gerd.wessels",
        "katarzyna.wozniak",
        "talea.poppinga",
        "lukas.hermes",
    )
)


@dataclass(frozen=True)
class Turn:
    """Something done to the case, `days_ago` days before today at `hour` o'clock."""

    days_ago: int
    action: CaseAction
    text: str = ""
    hour: int = 10


@dataclass(frozen=True)
class Story:
    """One order, `days_ago` days before today at `hour` o'clock, its turns, and how many stars
    (0: none) the citizen gave afterwards."""

    days_ago: int
    who: str
    service: str
    municipality: str = "papenburg"
    method: str = "paypal"
    answers: Mapping[str, str | list[str]] = field(default_factory=dict)
    turns: tuple[Turn, ...] = ()
    hour: int = 9
    stars: int = 0
    words: str = ""


_A = CaseAction


def _posted(taken: int, posted: int) -> tuple[Turn, ...]:
    return (Turn(taken, _A.TAKE_ON, hour=8), Turn(posted, _A.MARK_POSTED, hour=11))


def _closed(taken: int, posted: int, closed: int) -> tuple[Turn, ...]:
    return (*_posted(taken, posted), Turn(closed, _A.CLOSE, hour=12))


BIRTH, RESIDENCE = "geburtsurkunde", "meldebescheinigung"
TWO_COPIES = {"copies": "2"}
FOR_PENSION = {"purpose": "pension"}

STORIES = (
    Story(41, FRAUKE, BIRTH, turns=_closed(40, 38, 31), stars=5, words="Ging schnell, danke."),
    Story(30, GERD, BIRTH, "leer", turns=_closed(29, 27, 20)),
    Story(27, IDENTIFIED, BIRTH, answers=TWO_COPIES, turns=_closed(26, 25, 18)),
    Story(22, EMRE, RESIDENCE, turns=(Turn(22, _A.TAKE_ON), Turn(21, _A.PROVIDE))),
    Story(20, TALEA, BIRTH, turns=_closed(19, 18, 11), stars=4),
    Story(16, GERD, BIRTH, method="card", turns=_closed(15, 13, 6), stars=5),
    Story(
        13,
        LUKAS,
        BIRTH,
        turns=(Turn(12, _A.TAKE_ON), Turn(12, _A.REJECT, REASON, hour=14)),
        stars=2,
        words="Dass der Geburtsort zählt, hätte ich gern vorher gelesen.",
    ),
    Story(12, FRAUKE, RESIDENCE, method="card", turns=(Turn(12, _A.WITHDRAW, hour=15),)),
    Story(9, EMRE, BIRTH, "leer", turns=_posted(8, 6)),
    Story(8, TALEA, BIRTH, answers=TWO_COPIES, turns=_posted(7, 5), stars=5),
    Story(6, GERD, BIRTH, turns=(Turn(5, _A.TAKE_ON),)),
    Story(
        5,
        KATARZYNA,
        BIRTH,
        turns=(
            Turn(4, _A.TAKE_ON),
            Turn(4, _A.ASK, QUESTION, hour=11),
            Turn(1, _A.ANSWER, ANSWER, hour=19),
        ),
    ),
    Story(
        4,
        LUKAS,
        BIRTH,
        turns=(Turn(3, _A.TAKE_ON), Turn(3, _A.ASK, QUESTION, hour=11)),
    ),
    Story(
        4,
        TALEA,
        BIRTH,
        "leer",
        turns=(Turn(3, _A.TAKE_ON), Turn(3, _A.ASK, QUESTION, hour=12)),
        hour=17,
    ),
    Story(3, IDENTIFIED, RESIDENCE, answers=FOR_PENSION, turns=(Turn(2, _A.TAKE_ON),)),
    Story(2, FRAUKE, BIRTH, "leer", turns=(Turn(1, _A.TAKE_ON),), hour=21),
    Story(2, EMRE, BIRTH, answers=TWO_COPIES, method="card", turns=(Turn(1, _A.TAKE_ON),)),
    Story(1, KATARZYNA, RESIDENCE, method="card", hour=18),
    Story(1, GERD, RESIDENCE, "leer", answers=FOR_PENSION, hour=19),
    Story(1, FRAUKE, BIRTH, answers={"copies": "3"}, hour=21),
)


def answers_for(story: Story, name: str) -> RawAnswers:
    """Complete answers of the person called `name`, with what the story says different."""
    first, _, last = name.partition(" ")
    common = {"first": first, "last": last}
    made = _BIRTH_ANSWERS if story.service == BIRTH else _RESIDENCE_ANSWERS
    filled = {path: text.format(**common) for path, text in made.items()}
    return {**filled, **_ADDRESS, **story.answers}


_ADDRESS = {
    "address.street": "Musterweg",
    "address.house_number": "7",
    "address.postcode": "26871",
    "address.city": "Papenburg",
}
_BIRTH_ANSWERS = {
    "relation": "self",
    "own_birth_date.day": "12",
    "own_birth_date.month": "8",
    "own_birth_date.year": "1984",
    "on_behalf": "no",
    "birth_name": "{last}",
    "first_names": "{first}",
    "birth_place": "Papenburg",
    "document_kind": "certificate",
    "copies": "1",
    "purpose": "marriage",
    "applicant_first_name": "{first}",
    "applicant_last_name": "{last}",
    "delivery": "germany",
    "entitled": "yes",
}
_RESIDENCE_ANSWERS = {
    "certificate": "plain",
    "first_names": "{first}",
    "last_name": "{last}",
    "birth_date.day": "12",
    "birth_date.month": "8",
    "birth_date.year": "1984",
    "purpose": "bank",
    "delivery": "inbox",
}
