"""Notifications of payment providers: verified on the raw body, stored once, applied later."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from portal.errors import NotFound
from portal.payments.provider import NotificationForged, ProviderUnavailable, name_at
from portal.web.forgeries import ForgeryGate
from portal.web.http.forms import read_body
from portal.web.services import services
from portal.web.sessions import network_of
from portal.workflow.payment_answers import receive_notification

MAX_BODY = 512 * 1024
GATE = ForgeryGate()


async def receive(request: Request) -> Response:
    """POST /webhooks/<provider>[/<account>]: 200 once stored.

    400 when it does not verify, 503: again later.
    """
    name = name_at(request.path_params["provider"], request.path_params.get("account", ""))
    sender = network_of(request)
    if not GATE.is_open(sender, name):
        return JSONResponse({"message": "send it again later"}, 503)
    try:
        body = await read_body(request, MAX_BODY)
    except ValueError:
        return JSONResponse({"message": "too large"}, 413)
    try:
        await receive_notification(services(), name, body, dict(request.headers))
    except NotFound:
        return JSONResponse({"message": "unknown provider"}, 404)
    except NotificationForged:
        GATE.note_forgery(sender, name)
        return JSONResponse({"message": "not verified"}, 400)
    except ProviderUnavailable:
        return JSONResponse({"message": "send it again later"}, 503)
    return JSONResponse({"received": True})


ROUTES = [
    Route("/webhooks/{provider}", receive, methods=["POST"]),
    Route("/webhooks/{provider}/{account}", receive, methods=["POST"]),
]
