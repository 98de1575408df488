"""What only the demonstration has: the mailbox, the bank's page, and starting afresh."""

import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from portal.integrations.demo.mailbox import DemoMailbox
from portal.notifications.mailer import Mail
from portal.payments.provider import OrderLine, PaymentOrder
from portal.persistence.database import Database
from portal.settings import load_settings
from portal.shared import clock
from portal.web.services import services
from tests.support.applications import a_citizen
from tests.support.site import Site

RETURN_URL = "http://papenburg.localhost:3000/kasse/ergebnis/1/"


async def begin(description: str = "Stadt Papenburg, 2 Anträge") -> str:
    """A payment at the demo bank; the path of the bank's page."""
    begun = (
        await services()
        .providers["demo-bank"]
        .begin(
            PaymentOrder(
                payment_id=uuid4(),
                method="paypal",
                amount_cents=3750,
                description=description,
                lines=(OrderLine("Geburtsurkunde", "Stadt Papenburg", 3750),),
                return_url=RETURN_URL,
                cancel_url=RETURN_URL,
                idempotency_key=uuid4().hex,
                expires_at=clock.now() + timedelta(hours=1),
            )
        )
    )
    return begun.redirect_url.removeprefix("http://papenburg.localhost:3000")


async def status_of(path: str) -> str:
    reference = path.strip("/").rsplit("/", 1)[1]
    return (await services().providers["demo-bank"].fetch(reference)).status


def _mail(subject: str, body: str) -> Mail:
    return Mail(
        message_id=f"<{uuid4()}@portal.example>",
        municipality="papenburg",
        sender_name="Stadt Papenburg",
        to_address="zoe@demo.example",
        subject=subject,
        body=body,
    )


async def test_the_mailbox_shows_every_mail_the_newest_first(
    portal: Site, database: Database
) -> None:
    box = DemoMailbox(database)
    await box.deliver(_mail("Bitte bestätigen Sie Ihre E-Mail-Adresse", "Guten Tag"))
    await box.deliver(_mail("Ihr Antrag PAP-2026-000001 ist eingegangen", "Guten Tag"))
    page = await portal.visit().get("/demo/postfach/")
    assert re.findall(r"<h2>(.*?)</h2>", page.text) == [
        "Ihr Antrag PAP-2026-000001 ist eingegangen",
        "Bitte bestätigen Sie Ihre E-Mail-Adresse",
    ]
    assert "zoe@demo.example" in page.text
    assert "Stadt Papenburg" in page.text


async def test_links_of_a_mail_can_be_followed_and_nothing_else_is_markup(
    portal: Site, database: Database
) -> None:
    link = "http://papenburg.localhost:3000/registrieren/bestaetigen/?code=a_b-c&x=1"
    await DemoMailbox(database).deliver(
        _mail("<b>Betreff</b>", f"Öffnen Sie {link}.\n<script>alert(1)</script>")
    )
    page = (await portal.visit().get("/demo/postfach/")).text
    escaped = link.replace("&", "&amp;")
    assert f'<a href="{escaped}">{escaped}</a>.' in page
    assert "<script" not in page
    assert "<b>" not in page


async def test_an_empty_mailbox_says_so(portal: Site) -> None:
    assert "noch keine E-Mail" in (await portal.visit().get("/demo/postfach/")).text


@pytest.mark.parametrize(
    ("decision", "status"),
    [("confirm", "paid"), ("cancel", "canceled"), ("decline", "declined")],
)
async def test_a_decision_at_the_bank_leads_back_to_the_portal(
    demo: Site, decision: str, status: str
) -> None:
    path = await begin()
    browser = demo.visit()
    page = (await browser.get(path)).text
    assert "37,50\u00a0€" in page
    assert "Stadt Papenburg, 2 Anträge" in page
    assert "Es fließt kein Geld" in page

    decided = await browser.post(path, data={"entscheidung": decision, "rueckmeldung": "sofort"})
    assert (decided.status_code, decided.headers["location"]) == (303, RETURN_URL)
    assert await status_of(path) == status

    after = (await browser.get(path)).text
    assert "schon entschieden" in after
    assert f'href="{RETURN_URL}"' in after
    assert "<form" not in after


async def test_a_late_answer_leaves_the_payment_pending(demo: Site) -> None:
    path = await begin()
    await demo.visit().post(path, data={"entscheidung": "confirm", "rueckmeldung": "verspätet"})
    assert await status_of(path) == "pending"


async def test_the_first_decision_stands(demo: Site) -> None:
    path = await begin()
    browser = demo.visit()
    await browser.post(path, data={"entscheidung": "decline"})
    again = await browser.post(path, data={"entscheidung": "confirm"})
    assert again.headers["location"] == RETURN_URL
    assert await status_of(path) == "declined"


async def test_nonsense_at_the_bank_decides_nothing(demo: Site) -> None:
    path = await begin()
    browser = demo.visit()
    for nonsense in (
        {},
        {"entscheidung": "steal"},
        {"entscheidung": "confirm", "rueckmeldung": "?"},
    ):
        answer = await browser.post(path, data=nonsense)
        assert answer.headers["location"] == path
    foreign = await browser.post(
        path, data={"entscheidung": "confirm"}, headers={"Origin": "http://elsewhere.example"}
    )
    assert foreign.status_code == 403
    assert await status_of(path) == "open"


async def test_the_bank_shows_an_order_as_text(portal: Site) -> None:
    page = (await portal.visit().get(await begin("<img src=x>"))).text
    assert "<img" not in page


async def test_an_unknown_payment_is_not_there(portal: Site) -> None:
    browser = portal.visit()
    assert (await browser.get("/demo/bank/unknown/")).status_code == 404
    decided = await browser.post("/demo/bank/unknown/", data={"entscheidung": "confirm"})
    assert decided.status_code == 404


async def test_a_reset_forgets_everybody_and_loads_the_demo(demo: Site, database: Database) -> None:
    stranger = await a_citizen(database)
    done = await demo.visit().client.post("/demo/reset")
    assert (done.status_code, done.json()) == (200, {"reset": True})
    page = (await demo.visit().get("/demo/postfach/")).text
    assert stranger.email not in page
    assert "ist eingegangen" in page
    assert await demo.accounts() > 5


async def test_a_foreign_page_or_machine_cannot_reset(portal: Site, database: Database) -> None:
    await a_citizen(database)
    foreign = await portal.visit().client.post(
        "/demo/reset", headers={"Origin": "http://elsewhere.example"}
    )
    far = await portal.visit(came_from="192.0.2.7").client.post("/demo/reset")
    assert (foreign.status_code, far.status_code) == (403, 403)
    assert await portal.accounts() == 1


async def test_a_phone_fetches_the_authority_only_where_there_is_one(
    portal: Site, tmp_path: Path
) -> None:
    browser = portal.visit()
    assert (await browser.get("/demo/ca.crt")).status_code == 404
    (tmp_path / "tls").mkdir()
    (tmp_path / "tls" / "ca.crt").write_text("-----BEGIN CERTIFICATE-----")
    fetched = await browser.get("/demo/ca.crt")
    assert fetched.headers["content-type"] == "application/x-x509-ca-cert"
    assert fetched.text == "-----BEGIN CERTIFICATE-----"


async def test_outside_the_demo_none_of_it_exists(
    portal: Site, environment: pytest.MonkeyPatch
) -> None:
    path = await begin()
    key = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY="
    for name, value in {
        "PORTAL_DEMO": "0",
        "PORTAL_SECRET_KEY": key,
        "PORTAL_FILE_KEY": key,
        "PORTAL_DATA_KEYS": key,
        "PORTAL_SMTP_URL": "smtp://mail.example",
        "PORTAL_MAIL_FROM": "rathaus@portal.example",
        "PORTAL_BASE_DOMAIN": "localhost",
    }.items():
        environment.setenv(name, value)
    load_settings.cache_clear()
    browser = portal.visit()
    servicekonto = "/demo/servicekonto/"
    pages = ("", ".well-known/openid-configuration", "jwks", "anmelden", "abmelden", "userinfo")
    for page in ("/demo/postfach/", path, "/demo/ca.crt", *(servicekonto + p for p in pages)):
        assert (await browser.get(page)).status_code == 404
    for route in (path, "/demo/reset", *(f"{servicekonto}{p}" for p in ("anmelden", "token"))):
        assert (await browser.client.post(route)).status_code == 404
