"""The demo bank's notifications: believed only as signed, and only while fresh."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.integrations.demo.callbacks import (
    SIGNATURE_HEADER,
    TOLERANCE,
    Callback,
    CallbackSignature,
    body_of,
)
from portal.payments.provider import NotificationForged
from portal.shared import clock

SIGNATURE = CallbackSignature(b"a secret of this installation")
BODY = body_of(Callback("e-1", "paid", "ref-1", datetime(2026, 3, 1, tzinfo=UTC)))


def headers(at: datetime | None = None, signature: CallbackSignature = SIGNATURE) -> dict[str, str]:
    return {SIGNATURE_HEADER.lower(): signature.sign(BODY, at or clock.now())}


def test_what_was_signed_is_read():
    callback = SIGNATURE.verified(BODY, headers())
    assert (callback.event_id, callback.kind, callback.reference) == ("e-1", "paid", "ref-1")


def test_a_changed_body_is_refused():
    with pytest.raises(NotificationForged):
        SIGNATURE.verified(BODY.replace(b"ref-1", b"ref-2"), headers())


def test_another_secret_is_refused():
    with pytest.raises(NotificationForged):
        SIGNATURE.verified(BODY, headers(signature=CallbackSignature(b"guessed")))


@pytest.mark.parametrize("distance", [TOLERANCE * 2, -TOLERANCE * 2])
def test_an_old_or_postdated_one_is_refused(distance: timedelta):
    with pytest.raises(NotificationForged):
        SIGNATURE.verified(BODY, headers(at=clock.now() - distance))


def test_a_timestamp_that_was_not_signed_is_refused():
    digest = headers(at=clock.now() - TOLERANCE * 2)[SIGNATURE_HEADER.lower()].split(",")[1]
    fresh = {SIGNATURE_HEADER: f"t={int(clock.now().timestamp())},{digest}"}
    with pytest.raises(NotificationForged):
        SIGNATURE.verified(BODY, fresh)


@pytest.mark.parametrize(
    "header",
    ["", "nonsense", "t=,v1=", "t=abc,v1=00", "t=²,v1=00", "t=1", "v1=ü,t=1", "t=" + "9" * 99],
)
def test_a_malformed_signature_is_refused(header: str):
    with pytest.raises(NotificationForged):
        SIGNATURE.verified(BODY, {SIGNATURE_HEADER: header})


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff", b'{"id": 1}'])
def test_a_signed_body_that_is_no_notification_is_refused(body: bytes):
    signed = {SIGNATURE_HEADER: SIGNATURE.sign(body, clock.now())}
    with pytest.raises(NotificationForged):
        SIGNATURE.verified(body, signed)
