"""A bulk job in words: what it would do, what it does, what it did."""

from portal.cases.bulk import ASSIGN, DEEDS, NOTE, TAKE_OVER, BulkView
from portal.cases.bulk_tables import Outcome
from portal.cases.status import TRANSITIONS
from portal.notifications.kinds import KINDS

_MAIL = {one.action.value: one.mail for one in TRANSITIONS if one.role == "staff"}
_TARGET = {one.action.value: one.target.words for one in TRANSITIONS if one.role == "staff"}
_OTHER_CHANGES = {
    TAKE_OVER: "wird Ihnen zugewiesen",
    ASSIGN: "wird zugewiesen",
    NOTE: "bekommt den Vermerk",
}
_OUTCOMES = {
    Outcome.FITS: "wartet",
    Outcome.CANNOT: "bleibt, wie er ist",
    Outcome.DONE: "erledigt",
    Outcome.REFUSED: "nicht geändert",
}


def cases_in_words(number: int) -> str:
    """ "1 Vorgang", "214 Vorgänge"."""
    return "1 Vorgang" if number == 1 else f"{number} Vorgänge"


def what(view: BulkView) -> str:
    """ "Jemandem zuweisen: Imke Brand"."""
    words = DEEDS.get(view.deed, "")
    return f"{words}: {view.assignee_name}" if view.assignee_name else words


def told(view: BulkView) -> str:
    """What the citizens hear of it, as the mail's subject says it."""
    mail = _MAIL.get(view.deed, "")
    if not mail:
        return "Die Antragstellenden werden darüber nicht benachrichtigt."
    subject = KINDS[mail].subject.format(reference="(Aktenzeichen)")
    return f"Für jeden dieser Vorgänge geht eine Benachrichtigung hinaus: „{subject}“."


def standing(view: BulkView) -> str:
    """Where the job stands; read out as it moves."""
    done, waiting = view.number[Outcome.DONE], view.number[Outcome.FITS]
    left_out = view.number[Outcome.CANNOT]
    refused = view.number[Outcome.REFUSED]
    if view.begun_at is None:
        stay = f" {cases_in_words(left_out)}: nicht möglich, die Gründe stehen unten."
        return f"Geändert wird: {cases_in_words(waiting)}." + (stay if left_out else "")
    if view.finished_at is None:
        return f"{done + refused} von {cases_in_words(done + refused + waiting)} bearbeitet."
    not_changed = f" Nicht geändert: {cases_in_words(refused + left_out)}."
    return f"Fertig. Geändert: {cases_in_words(done)}." + (
        not_changed if refused + left_out else ""
    )


def outcome_in_words(outcome: Outcome, deed: str, *, begun: bool) -> str:
    """What becomes of one case: before the yes, what it would be."""
    if outcome is Outcome.FITS and not begun:
        return f"neuer Stand: {_TARGET[deed]}" if deed in _TARGET else _OTHER_CHANGES[deed]
    return _OUTCOMES[outcome]
