"""What a browser says about where it receives notifications, over the portal's routes."""

import base64
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from portal.persistence.database import Database, Scope
from tests.support.accounts import a_citizen
from tests.support.site import Browser, Site

DEVICES = "/konto/benachrichtigungen/geraete"


def a_subscription(name: str = "a") -> dict[str, Any]:
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    point = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return {
        "endpoint": f"https://fcm.googleapis.com/fcm/send/{name}",
        "expirationTime": None,
        "keys": {"p256dh": _text(point), "auth": _text(bytes(16))},
    }


async def somebody(portal: Site, account_id: UUID) -> Browser:
    return await portal.browser_of(Scope("citizen", account_id, "papenburg"))


async def is_known(browser: Browser, subscription: dict[str, Any]) -> bool:
    told = await browser.post(f"{DEVICES}/stand", json={"endpoint": subscription["endpoint"]})
    assert told.status_code == 200
    known: bool = told.json()["known"]
    return known


async def test_a_browser_comes_gets_another_address_and_goes(
    portal: Site, database: Database
) -> None:
    anna, bert = await a_citizen(database), await a_citizen(database, "bert@post.example")
    here, theirs = await somebody(portal, anna.id), await somebody(portal, bert.id)
    old, new = a_subscription("old"), a_subscription("new")
    assert (await here.post(DEVICES, json=old)).status_code == 200
    assert (await here.post(DEVICES, json=old)).status_code == 200
    assert await is_known(here, old)
    assert not await is_known(theirs, old)
    gone = {"endpoint": old["endpoint"]}
    assert (await theirs.post(f"{DEVICES}/weg", json=gone)).status_code == 200
    assert await is_known(here, old)
    signed_out = portal.visit()
    renewal = {"old": old, "new": new}
    assert (await signed_out.post(f"{DEVICES}/neu", json=renewal)).status_code == 200
    assert await is_known(here, new)
    assert not await is_known(here, old)
    assert (await here.post(f"{DEVICES}/weg", json={"endpoint": new["endpoint"]})).is_success
    assert not await is_known(here, new)


async def test_only_who_is_signed_in_gets_notifications(portal: Site) -> None:
    nobody = portal.visit()
    assert (await nobody.post(DEVICES, json=a_subscription())).status_code == 401
    for path in ("stand", "weg"):
        told = await nobody.post(f"{DEVICES}/{path}", json={"endpoint": "https://x.example/"})
        assert told.status_code == 401


@pytest.mark.parametrize("path", ["", "/neu", "/stand", "/weg"])
@pytest.mark.parametrize(
    "sent",
    [b"", b"[]", b"{}", b'{"endpoint": 1}', b'{"endpoint": "\\ud800"}', b"\xff", b"x" * 9000],
)
async def test_rubbish_is_refused_in_words(
    portal: Site, database: Database, path: str, sent: bytes
) -> None:
    here = await somebody(portal, (await a_citizen(database)).id)
    told = await here.post(f"{DEVICES}{path}", content=sent)
    assert told.status_code == 422
    assert "Browser" in told.json()["message"]


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
