"""Requests to PayPal: with a token that is fetched when needed, and errors in the port's words."""

import time
from typing import Any

import httpx

from portal.payments.provider import PaymentRefused, ProviderUnavailable

# A token is renewed this long before PayPal would refuse it.
MARGIN_SECONDS = 60
_TROUBLE = (401, 403, 408, 409, 425, 429)


class PayPalRefused(PaymentRefused):
    """PayPal said no; `issue` is its word for it, such as INSTRUMENT_DECLINED."""

    def __init__(self, issue: str = "") -> None:
        super().__init__()
        self.issue = issue


class PayPalClient:
    """One account (client id and secret) at one address, live or sandbox."""

    def __init__(
        self, client_id: str, client_secret: str, api_base: str, timeout_seconds: float
    ) -> None:
        self._http = httpx.AsyncClient(base_url=api_base, timeout=timeout_seconds)
        self._credentials = httpx.BasicAuth(client_id, client_secret)
        self._token = ""
        self._token_ends = 0.0

    async def get(self, path: str) -> dict[str, Any]:
        """The thing at `path`."""
        return await self._ask("GET", path)

    async def search(self, path: str) -> dict[str, Any]:
        """The same of a feature that the app may lack. Raises PayPalRefused then."""
        answer = await self._send("GET", path, None, "")
        if answer.status_code == 403:
            raise PayPalRefused
        return _content(answer)

    async def post(self, path: str, content: Any, idempotency_key: str = "") -> dict[str, Any]:
        """Do something, once per key. `content` is JSON as an object, or as bytes already."""
        return await self._ask("POST", path, content, idempotency_key)

    async def patch(self, path: str, content: Any) -> None:
        """Change something of the thing at `path`."""
        await self._ask("PATCH", path, content)

    async def close(self) -> None:
        """Give the connections back."""
        await self._http.aclose()

    async def _ask(
        self, method: str, path: str, content: Any = None, idempotency_key: str = ""
    ) -> dict[str, Any]:
        answer = await self._send(method, path, content, idempotency_key)
        if answer.status_code == 401:  # the token was withdrawn before its time
            self._token = ""
            answer = await self._send(method, path, content, idempotency_key)
        return _content(answer)

    async def _send(
        self, method: str, path: str, content: Any, idempotency_key: str
    ) -> httpx.Response:
        headers = {
            "authorization": f"Bearer {await self._valid_token()}",
            "content-type": "application/json",
            "prefer": "return=representation",
        }
        if idempotency_key:
            headers["paypal-request-id"] = idempotency_key
        body: dict[str, Any] = {"content": content} if isinstance(content, bytes) else {}
        if content is not None and not body:
            body = {"json": content}
        return await self._request(method, path, headers=headers, **body)

    async def _valid_token(self) -> str:
        if not self._token or time.monotonic() >= self._token_ends:
            answer = await self._request(
                "POST",
                "/v1/oauth2/token",
                auth=self._credentials,
                data={"grant_type": "client_credentials"},
            )
            if answer.status_code != 200:
                # Wrong keys are the installation's fault: what is under way waits for the mending.
                raise ProviderUnavailable
            granted = _content(answer)
            self._token = str(granted.get("access_token", ""))
            lifetime = float(granted.get("expires_in", 0))
            self._token_ends = time.monotonic() + max(0.0, lifetime - MARGIN_SECONDS)
        return self._token

    async def _request(self, method: str, path: str, **options: Any) -> httpx.Response:
        try:
            return await self._http.request(method, path, **options)
        except httpx.HTTPError as error:
            raise ProviderUnavailable from error


def _content(answer: httpx.Response) -> dict[str, Any]:
    """What PayPal answers, without repeating its words in an error: they may name the payer."""
    if answer.status_code >= 500 or answer.status_code in _TROUBLE:
        raise ProviderUnavailable
    try:
        content = answer.json() if answer.content else {}
    except ValueError as error:
        raise ProviderUnavailable from error
    if answer.status_code >= 400:
        raise PayPalRefused(_issue(content))
    return content if isinstance(content, dict) else {}


def _issue(content: Any) -> str:
    details = content.get("details") if isinstance(content, dict) else None
    first = details[0] if isinstance(details, list) and details else {}
    return str(first.get("issue", "")) if isinstance(first, dict) else ""
