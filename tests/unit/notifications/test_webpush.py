"""Where notifications may be sent, and how a person's choice and a kind's duty decide."""

import base64
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from portal.integrations.webpush import WebPush
from portal.notifications.channels import Channels, Ways, ways_by
from portal.notifications.kinds import KINDS
from portal.notifications.push import PushAddress

PUSHER = WebPush(bytes(range(32)), "rathaus@portal.example")
PHONES = (uuid4(), uuid4())
NO_MAIL = Channels(by_mail=False)


def an_address(endpoint: str, p256dh: str = "", auth: str = "") -> PushAddress:
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    point = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return PushAddress(endpoint, p256dh or _text(point), auth or _text(bytes(16)))


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc",
        "https://updates.push.services.mozilla.com/wpush/v2/abc",
        "https://web.push.apple.com/abc",
        "https://db5p.notify.windows.com/w/?token=abc",
    ],
)
def test_the_browsers_push_services_are_known(endpoint: str) -> None:
    assert PUSHER.accepts(an_address(endpoint))


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/fcm/send/abc",
        "https://fcm.googleapis.com:8443/x",
        "https://fcm.googleapis.com@10.0.0.1/x",
        "https://user:pass@fcm.googleapis.com/x",
        "https://evilfcm.googleapis.com/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://[kaputt/x",
        "https://10.0.0.1\\.fcm.googleapis.com/x",
        "https://fcm.googleapis.com\\@10.0.0.1/x",
        "https://fcm.googleapis.com/\x00x",
        "https://fcm.googleapis.com/\nx",
        "https://fcm.googleapis.com:443/x",
        "https://10.0.0.1%2f.fcm.googleapis.com/x",
        "file:///etc/passwd",
        "",
        "https://fcm.googleapis.com/" + "x" * 2000,
    ],
)
def test_nobody_has_us_ask_another_address(endpoint: str) -> None:
    assert not PUSHER.accepts(an_address(endpoint))


@pytest.mark.parametrize(("p256dh", "auth"), [("AAAA", ""), ("", "AAAA"), ("ö", ""), ("", "*")])
def test_keys_that_are_none_are_refused(p256dh: str, auth: str) -> None:
    assert not PUSHER.accepts(an_address("https://fcm.googleapis.com/x", p256dh, auth))


def test_the_key_browsers_subscribe_with_is_a_point_and_stays_the_same() -> None:
    again = WebPush(bytes(range(32)), "rathaus@portal.example")
    assert PUSHER.public_key == again.public_key
    assert len(base64.urlsafe_b64decode(f"{PUSHER.public_key}=")) == 65


def test_without_a_choice_both_ways_are_used() -> None:
    assert ways_by(KINDS["inquiry"], Channels(), PHONES) == Ways(True, PHONES)


def test_what_must_go_by_mail_does_whatever_was_chosen() -> None:
    assert ways_by(KINDS["rejected"], NO_MAIL, PHONES) == Ways(True, PHONES)


def test_what_needs_an_answer_waits_as_a_mail_until_a_phone_has_it() -> None:
    assert ways_by(KINDS["inquiry"], NO_MAIL, PHONES) == Ways(True, PHONES, mail_waits=True)
    assert ways_by(KINDS["inquiry"], NO_MAIL, ()) == Ways(True)


def test_what_is_only_news_may_be_left_out() -> None:
    assert ways_by(KINDS["in_progress"], NO_MAIL, ()) == Ways(False)


def test_news_for_the_phone_alone_waits_as_a_mail_too() -> None:
    assert ways_by(KINDS["in_progress"], NO_MAIL, PHONES) == Ways(True, PHONES, mail_waits=True)


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
