"""What only a demonstration has: the mailbox, the bank's page, starting afresh. Else 404."""

import re
from collections.abc import Awaitable, Callable
from html import escape

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from portal import wiring
from portal.errors import NotFound, PortalError
from portal.settings import load_settings
from portal.shared.money import format_euro
from portal.web.html import page
from portal.web.http.forms import (
    foreign_origin,
    is_from_our_pages,
    is_this_machine,
    read_fields,
    see_other,
)
from portal.web.services import services
from portal.web.tenancy import known_municipality
from portal.wiring import BankOrder, Decision, DemoBank, Feedback, ReceivedMail

Endpoint = Callable[[Request], Awaitable[Response]]
MOST_MAILS = 500
_URL = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)]")
_METHODS = {"paypal": "PayPal", "card": "Kreditkarte", "sepa": "SEPA-Lastschrift"}
_BUTTONS = (
    (Decision.CONFIRM, "Zahlung bestätigen", "kern-btn--primary"),
    (Decision.CANCEL, "Zahlung abbrechen", "kern-btn--secondary"),
    (Decision.DECLINE, "Zahlung ablehnen", "kern-btn--secondary"),
)
_FEEDBACK_HINTS = {
    Feedback.AT_ONCE: "Das Portal erfährt es gleich.",
    Feedback.LATE: "Das Portal erfährt es nach sechs Sekunden.",
    Feedback.TWICE: "Dieselbe Meldung kommt zweimal an.",
    Feedback.REORDERED: "Eine ältere Meldung kommt nach der neueren an.",
}


def only_in_demo(endpoint: Endpoint) -> Endpoint:
    """The endpoint in demo mode; otherwise it does not exist."""

    async def guarded(request: Request) -> Response:
        return await endpoint(request) if load_settings().demo else _not_found()

    return guarded


async def mailbox(request: Request) -> Response:
    """GET /demo/postfach/: every e-mail that the portal sent, the newest first."""
    mails = await wiring.read_mailbox(services().database, MOST_MAILS)
    articles = "".join(_mail(mail) for mail in mails) or "<p>Es ist noch keine E-Mail da.</p>"
    return page(
        "Demo-Postfach",
        '<p class="bar"><a href="/demo/postfach/">Neu laden</a> <a href="/">Zum Portal</a></p>'
        f'<div class="stack">{articles}</div>',
        lead="Hier liegt, was das Portal in der Vorführung an E-Mails schreibt, das Neueste "
        "zuerst. Verschickt wird nichts.",
    )


async def bank(request: Request) -> Response:
    """GET /demo/bank/<reference>/: the page on which a person decides about a payment."""
    try:
        order = await _bank().look_up(request.path_params["reference"])
    except NotFound:
        return _unknown_payment()
    return _bank_page(order)


async def decide(request: Request) -> Response:
    """POST /demo/bank/<reference>/: confirm, cancel or decline, then back to the portal."""
    if not is_from_our_pages(request):
        return foreign_origin()
    reference = request.path_params["reference"]
    fields = await read_fields(request, "entscheidung", "rueckmeldung")
    try:
        decision = Decision(fields["entscheidung"])
        feedback = Feedback(fields["rueckmeldung"] or Feedback.AT_ONCE)
    except ValueError:
        return see_other(f"/demo/bank/{reference}/")
    try:
        return RedirectResponse(await _bank().decide(reference, decision, feedback), 303)
    except NotFound:
        return _unknown_payment()
    except PortalError as fault:
        return await _too_late(reference, fault.message)


async def reset(request: Request) -> Response:
    """POST /demo/reset: the demo as on the first day; from our pages or this very machine."""
    if not (is_from_our_pages(request) or is_this_machine(request)):
        return foreign_origin()
    await wiring.reset_demo(services())
    return JSONResponse({"reset": True})


async def authority(request: Request) -> Response:
    """GET /demo/ca.crt: the authority that `make run LAN=1` made, for a phone to trust."""
    certificate = load_settings().var_dir / "tls" / "ca.crt"
    if not certificate.is_file():
        return _not_found()
    return FileResponse(
        certificate, media_type="application/x-x509-ca-cert", filename="schalter-vorfuehrung.crt"
    )


def _bank() -> DemoBank:
    provider = services().providers.get("demo-bank")
    if not isinstance(provider, DemoBank):
        raise NotFound
    return provider


def _mail(mail: ReceivedMail) -> str:
    town = known_municipality(mail.municipality)
    sender = f"Von: {escape(town.full_name)}<br>" if town else ""
    return f"""<article class="box"><h2>{escape(mail.subject)}</h2>
<p class="hint">{sender}An: {escape(mail.to_address)}<br>
<time datetime="{mail.at.isoformat()}">{escape(mail.when)}</time></p>
<p class="mail">{_with_links(mail.body.strip())}</p>{_calendar(mail)}</article>"""


def _calendar(mail: ReceivedMail) -> str:
    """The calendar file that came with it, to be read here."""
    if not mail.calendar:
        return ""
    return (
        "<details><summary>Anhang: termin.ics</summary>"
        f'<pre class="mail">{escape(mail.calendar)}</pre></details>'
    )


def _with_links(text: str) -> str:
    """The text escaped, its addresses as links."""
    parts, end = [], 0
    for found in _URL.finditer(text):
        url = escape(found.group())
        parts += [escape(text[end : found.start()]), f'<a href="{url}">{url}</a>']
        end = found.end()
    return "".join([*parts, escape(text[end:])])


def _bank_page(order: BankOrder) -> Response:
    summary = f"""<dl class="glance"><dt>Betrag</dt>
<dd class="price">{format_euro(order.amount_cents)}</dd>
<dt>Verwendungszweck</dt><dd>{escape(order.description)}</dd>
<dt>Zahlungsart</dt><dd>{escape(_METHODS.get(order.method, order.method))}</dd></dl>"""
    return page(
        "Demo-Bank",
        f'<div class="box narrow">{summary}{_decision(order) if order.is_open else _done(order)}'
        "</div>",
        lead="Diese Seite steht in der Vorführung für PayPal, Kreditkarte und Lastschrift. "
        "Es fließt kein Geld.",
    )


def _decision(order: BankOrder) -> str:
    choices = "".join(
        f"""<div class="kern-form-check choice">
<input type="radio" class="kern-form-check__radio" name="rueckmeldung" value="{feedback}"
id="rueckmeldung-{number}" aria-describedby="hinweis-{number}"{" checked" if not number else ""}>
<label class="kern-label" for="rueckmeldung-{number}">{feedback}</label>
<p class="kern-hint" id="hinweis-{number}">{hint}</p></div>"""
        for number, (feedback, hint) in enumerate(_FEEDBACK_HINTS.items())
    )
    buttons = "".join(
        f'<button type="submit" class="kern-btn {kind}" name="entscheidung" value="{decision}">'
        f'<span class="kern-label">{words}</span></button>'
        for decision, words, kind in _BUTTONS
    )
    return f"""<form method="post" action="/demo/bank/{escape(order.reference)}/">
<fieldset class="kern-fieldset field pay"><legend class="kern-label">Rückmeldung</legend>
<div class="kern-fieldset__body">{choices}</div></fieldset>
<div class="bar">{buttons}</div></form>"""


def _done(order: BankOrder) -> str:
    return f"""<p class="bar"><strong>Über diese Zahlung ist schon entschieden.</strong></p>
<p><a href="{escape(order.return_url)}">Zurück zum Portal</a></p>"""


async def _too_late(reference: str, words: str) -> Response:
    """Nothing was taken; the portal says what becomes of the basket."""
    order = await _bank().look_up(reference)
    back = f'<p><a href="{escape(order.return_url)}">Zurück zum Portal</a></p>'
    return page("Demo-Bank", back, 409, words)


def _unknown_payment() -> Response:
    return page(
        "Diese Zahlung gibt es nicht",
        '<p><a href="/">Zum Portal</a></p>',
        404,
        "Die Demo-Bank kennt unter dieser Adresse keine Zahlung.",
    )


def _not_found() -> Response:
    return page("Diese Seite gibt es nicht", '<p><a href="/">Zur Startseite</a></p>', 404)


ROUTES = [
    Route("/demo/postfach/", only_in_demo(mailbox)),
    Route("/demo/bank/{reference}/", only_in_demo(bank)),
    Route("/demo/bank/{reference}/", only_in_demo(decide), methods=["POST"]),
    Route("/demo/reset", only_in_demo(reset), methods=["POST"]),
    Route("/demo/ca.crt", only_in_demo(authority)),
]
