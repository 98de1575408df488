"""Reports of mail servers: read where they are, harmless whatever they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.notifications.bounces import Bounce, read_bounce
from tests.support.bounce_reports import HEAD, OURS, WHOLE, a_report


@pytest.mark.parametrize("original", [WHOLE, HEAD])
def test_a_report_says_which_mail_failed_and_why(original: str) -> None:
    assert read_bounce(a_report(original=original)) == Bounce(OURS, "5.1.1")


def test_a_reason_in_no_known_form_is_not_kept() -> None:
    odd = "Action: FAILED\nStatus: Zoe has moved to Leer"
    assert read_bounce(a_report(odd)) == Bounce(OURS, "5.0.0")


@pytest.mark.parametrize("status", ["Action: delayed\nStatus: 4.4.1", "Action: delivered", "-"])
def test_a_mail_that_is_late_or_arrived_has_not_failed(status: str) -> None:
    assert read_bounce(a_report(status)) is None


def test_a_report_that_names_no_mail_is_of_no_use() -> None:
    assert read_bounce(a_report(original="Content-Type: text/plain\n\nMessage-ID: <1@x>")) is None


def test_a_persons_answer_is_no_report() -> None:
    quoting = f"From: zoe@x.example\nSubject: Re: Neues\n\nAction: failed\nMessage-ID: {OURS}\n"
    assert read_bounce(quoting.encode()) is None


@given(st.binary(max_size=400))
def test_rubbish_does_no_harm(rubbish: bytes) -> None:
    assert read_bounce(rubbish) is None
    read_bounce(a_report().replace(b"Sorry!", rubbish))
    read_bounce(a_report(original="Content-Type: message/rfc822\n\n").replace(b"failed", rubbish))


def test_parts_in_parts_in_parts_do_no_harm() -> None:
    nested = "".join(
        f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(3000)
    )
    assert read_bounce(nested.encode()) is None
