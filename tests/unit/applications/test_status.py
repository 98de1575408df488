"""Where an application stands decides what may be done to it."""

import pytest

from portal.applications.status import ApplicationElsewhere, ApplicationStatus, require_status


def test_a_draft_may_be_changed() -> None:
    require_status("draft", ApplicationStatus.DRAFT)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("in_basket", "liegt im Warenkorb"),
        ("submitted", "schon abgesendet"),
        ("discarded", "verworfen"),
    ],
)
def test_the_refusal_says_where_the_application_stands(status: str, words: str) -> None:
    with pytest.raises(ApplicationElsewhere, match=words) as refusal:
        require_status(status, ApplicationStatus.DRAFT)

    assert refusal.value.status == status
