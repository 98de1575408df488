"""For those who run the installation: alive, ready, measured."""

from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from portal.files import ScannerState
from portal.notifications.deliveries import mail_figures
from portal.payments.comparison import Kind
from portal.payments.queries import problem_counts
from portal.payments.reconciliation import count_open
from portal.payments.service import REFUND_REFUSED, WRONG_AMOUNT
from portal.persistence.database import system_scope
from portal.web.http.forms import is_this_machine
from portal.web.services import services

PAYMENT_DIFFERENCES = Gauge(
    "portal_payment_differences",
    "What the nightly comparison with the providers found and nobody cleared yet",
    ["kind"],
)
PAYMENTS_TO_CLEAR = Gauge(
    "portal_payments_to_clear", "Payments that only a human can clear", ["problem"]
)

MAILS_WAITING = Gauge("portal_mails_waiting", "E-mails that are written and not out yet")
OLDEST_MAIL = Gauge(
    "portal_mail_oldest_waiting_seconds", "For how long the oldest of them waits; 0 for none"
)
MAILS_OF_A_DAY = Gauge(
    "portal_mails_last_day", "E-mails of the last 24 hours by what became of them", ["state"]
)
SCANNER = Gauge("portal_scanner", "1 at the state that the malware scanner is in", ["state"])


async def healthz(request: Request) -> Response:
    """The process answers."""
    return JSONResponse({"status": "ok"})


async def readyz(request: Request) -> Response:
    """The process can do its work: the database answers. A silent scanner stops only uploads."""
    try:
        async with services().database.transaction(system_scope()) as session:
            await session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return JSONResponse({"status": "no database"}, 503)
    return JSONResponse({"status": "ready", "scanner": await services().scanner.state()})


async def metrics(request: Request) -> Response:
    """Prometheus' text format, for this very machine alone: not through a proxy, not for others."""
    if not is_this_machine(request):
        return JSONResponse({"status": "not found"}, 404)
    await _count_payments_to_clear()
    await _count_mails()
    await _ask_the_scanner()
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


async def _ask_the_scanner() -> None:
    state = await services().scanner.state()
    for each in ScannerState:
        SCANNER.labels(each.value).set(each is state)


async def _count_mails() -> None:
    """Out of the database as well: workers send them."""
    async with services().database.transaction(system_scope()) as session:
        figures = await mail_figures(session)
    MAILS_WAITING.set(figures.waiting)
    OLDEST_MAIL.set(figures.oldest_seconds)
    MAILS_OF_A_DAY.labels("sent").set(figures.sent)
    MAILS_OF_A_DAY.labels("failed").set(figures.failed)


async def _count_payments_to_clear() -> None:
    """Counted anew each time: it is the worker that finds most of them."""
    async with services().database.transaction(system_scope()) as session:
        counts = await problem_counts(session)
        differences = await count_open(session)
    for problem in {WRONG_AMOUNT, REFUND_REFUSED, *counts}:
        PAYMENTS_TO_CLEAR.labels(problem).set(counts.get(problem, 0))
    for kind in Kind:
        PAYMENT_DIFFERENCES.labels(kind.value).set(differences.get(kind.value, 0))


ROUTES = [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)]
