"""The status table: the words the citizen reads, and what nobody may do."""

import pytest

from portal.cases.status import (
    TRANSITIONS,
    CaseAction,
    CaseStatus,
    actions_open_to,
    find_transition,
)
from portal.notifications.letters import write_letter

BUTTONS = {
    "Übernehmen": "In Bearbeitung",
    "Rückfrage stellen": "Rückfrage an Sie",
    "Als versendet markieren": "Auf dem Postweg",
    "Bereitstellen": "Bereitgestellt",
    "Abschließen": "Abgeschlossen",
    "Ablehnen": "Abgelehnt",
    "Antrag zurückziehen": "Zurückgezogen",
}


def test_each_button_leads_to_the_status_that_the_documentation_promises() -> None:
    leads_to = {row.label: row.target.words for row in TRANSITIONS}
    assert {label: leads_to[label] for label in BUTTONS} == BUTTONS
    assert CaseStatus.RECEIVED.words == "Eingegangen"


@pytest.mark.parametrize("status", [status for status in CaseStatus if status.final])
def test_a_case_that_is_over_stays_so_unless_its_decision_is_revoked(status: CaseStatus) -> None:
    revoked = () if status is CaseStatus.WITHDRAWN else (CaseAction.REVOKE,)
    assert tuple(row.action for row in actions_open_to("staff", status)) == revoked
    assert actions_open_to("citizen", status) == ()


@pytest.mark.parametrize("status", [status for status in CaseStatus if not status.final])
def test_no_open_case_is_a_dead_end(status: CaseStatus) -> None:
    assert actions_open_to("staff", status)


def test_citizens_withdraw_until_the_result_is_on_its_way() -> None:
    withdrawable = {
        status for status in CaseStatus if find_transition(status, CaseAction.WITHDRAW, "citizen")
    }
    assert withdrawable == {CaseStatus.RECEIVED, CaseStatus.IN_PROGRESS, CaseStatus.INQUIRY}


def test_one_row_answers_each_question() -> None:
    """No status, action and role are listed twice, so the table cannot contradict itself."""
    keys = [(source, row.action, row.role) for row in TRANSITIONS for source in row.sources]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("kind", sorted({row.mail for row in TRANSITIONS} - {""}))
def test_every_mail_the_table_asks_for_has_its_words(kind: str) -> None:
    letter = write_letter(kind, sender="Stadt", link="x", reference="PAP-2026-000123")
    assert "PAP-2026-000123" in letter.subject


def test_every_status_explains_itself() -> None:
    assert all(status.words and status.explanation.endswith(".") for status in CaseStatus)
