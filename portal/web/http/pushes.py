"""A browser that shows notifications tells where it receives them, and when it does no more."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from portal.errors import PortalError, SignInRequired
from portal.notifications.push import PushAddress
from portal.shared.devices import device_words
from portal.shared.language import _
from portal.web.http.forms import foreign_origin, is_from_our_pages, read_body, refused
from portal.web.services import services
from portal.web.sessions import visit_of_request
from portal.workflow.pushes import (
    UnfitPushAddress,
    add_device,
    forget_device,
    knows_device,
    renew_device,
)

MAX_BODY = 8 * 1024
Text = Annotated[str, Field(max_length=1000)]


class Keys(BaseModel):
    """The browser's two keys, in base64url."""

    model_config = ConfigDict(strict=True)

    p256dh: Text
    auth: Text


class Subscription(BaseModel):
    """What PushSubscription.toJSON() says (W3C Push API)."""

    model_config = ConfigDict(strict=True)

    endpoint: Text
    keys: Keys

    @property
    def address(self) -> PushAddress:
        """The same for the domain."""
        return PushAddress(self.endpoint, self.keys.p256dh, self.keys.auth)


class Renewal(BaseModel):
    """The same browser before and after."""

    model_config = ConfigDict(strict=True)

    old: Subscription
    new: Subscription


class Endpoint(BaseModel):
    """Which browser."""

    model_config = ConfigDict(strict=True)

    endpoint: Text


async def subscribe(request: Request) -> Response:
    """POST /konto/benachrichtigungen/geraete: 200; 401 or 422 with a message."""
    if not is_from_our_pages(request):
        return foreign_origin()
    try:
        sent = Subscription.model_validate_json(await read_body(request, MAX_BODY))
        visit = await visit_of_request(request)
        if visit.scope is None or visit.citizen_id is None:
            return _session_over()
        device = device_words(request.headers.get("user-agent", ""))
        await add_device(services(), visit.scope, sent.address, device)
    except ValueError:
        return refused(UnfitPushAddress())
    except PortalError as fault:
        return refused(fault)
    return JSONResponse({})


async def renew(request: Request) -> Response:
    """POST /konto/benachrichtigungen/geraete/neu: 200, also for a browser nobody knows; 422.

    Nobody need be signed in: the browser does this by itself, and proves itself by what it had.
    """
    if not is_from_our_pages(request):
        return foreign_origin()
    try:
        sent = Renewal.model_validate_json(await read_body(request, MAX_BODY))
        await renew_device(services(), sent.old.address, sent.new.address)
    except ValueError:
        return refused(UnfitPushAddress())
    except PortalError as fault:
        return refused(fault)
    return JSONResponse({})


async def status(request: Request) -> Response:
    """POST /konto/benachrichtigungen/geraete/stand: whether we know this browser; 401, 422."""
    if not is_from_our_pages(request):
        return foreign_origin()
    try:
        sent = Endpoint.model_validate_json(await read_body(request, MAX_BODY))
    except ValueError:
        return refused(UnfitPushAddress())
    visit = await visit_of_request(request)
    if visit.scope is None or visit.citizen_id is None:
        return _session_over()
    return JSONResponse({"known": await knows_device(services(), visit.scope, sent.endpoint)})


async def unsubscribe(request: Request) -> Response:
    """POST /konto/benachrichtigungen/geraete/weg: 200, also where there was nothing; 401."""
    if not is_from_our_pages(request):
        return foreign_origin()
    try:
        sent = Endpoint.model_validate_json(await read_body(request, MAX_BODY))
    except ValueError:
        return refused(UnfitPushAddress())
    visit = await visit_of_request(request)
    if visit.scope is None or visit.citizen_id is None:
        return _session_over()
    await forget_device(services(), visit.scope, sent.endpoint)
    return JSONResponse({})


def _session_over() -> Response:
    return refused(SignInRequired(_("Bitte melden Sie sich an.")))


ROUTES = [
    Route("/konto/benachrichtigungen/geraete", subscribe, methods=["POST"]),
    Route("/konto/benachrichtigungen/geraete/neu", renew, methods=["POST"]),
    Route("/konto/benachrichtigungen/geraete/stand", status, methods=["POST"]),
    Route("/konto/benachrichtigungen/geraete/weg", unsubscribe, methods=["POST"]),
]
