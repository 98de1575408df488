"""The protocol, by authlib: code flow with PKCE for one confidential client, ID tokens, userinfo.

authlib works synchronously; it runs inside `AsyncSession.run_sync` over the transaction's session.
"""

import hmac
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from secrets import token_urlsafe
from typing import Any

from authlib.oauth2 import AuthorizationServer, OAuth2Request
from authlib.oauth2.rfc6749 import InvalidRequestError
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc6749.requests import OAuth2Payload
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc9207 import IssuerParameter
from authlib.oidc.core.grants import OpenIDCode
from joserfc.jwk import ECKey
from sqlalchemy.orm import Session

from portal.integrations.demo.openid_provider.keys import ALGORITHM, digest
from portal.integrations.demo.openid_provider.people import SCOPES, claims_for
from portal.integrations.demo.tables import DemoProviderGrant, DemoProviderSession
from portal.shared import clock

CLIENT_ID = "schalter-demo"
CODE_LIVES = timedelta(seconds=60)
TOKEN_LIVES = timedelta(minutes=5)
Pairs = Sequence[tuple[str, str]]


@dataclass
class Reply:
    """What goes back over HTTP: `body` as JSON where it is a mapping."""

    status: int
    body: Mapping[str, Any] | str
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def location(self) -> str:
        """Where it leads; "" nowhere."""
        return self.headers.get("Location", "")

    @location.setter
    def location(self, address: str) -> None:
        self.headers["Location"] = address


@dataclass(frozen=True)
class Client:
    """The portal, as authlib asks about it. `is_redirect` knows the addresses answers may go to."""

    secret: str = field(repr=False)
    is_redirect: Callable[[str], bool]
    client_id: str = CLIENT_ID
    client_metadata: Mapping[str, Any] = field(default_factory=dict)

    def get_client_id(self) -> str:
        return self.client_id

    def get_default_redirect_uri(self) -> str | None:
        return None

    def get_allowed_scope(self, scope: str | None) -> str | None:
        asked = (scope or "").split()
        return " ".join(s for s in asked if s in SCOPES) if "openid" in asked else None

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return self.is_redirect(redirect_uri)

    def check_client_secret(self, secret: str) -> bool:
        return hmac.compare_digest(self.secret.encode(), secret.encode())

    def check_endpoint_auth_method(self, method: str, _endpoint: str) -> bool:
        return method in {"client_secret_basic", "client_secret_post"}

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


class _Payload(OAuth2Payload):  # type: ignore[misc]
    def __init__(self, pairs: Pairs) -> None:
        self._pairs = pairs

    @property
    def data(self) -> dict[str, str]:
        return dict(self._pairs)

    @property
    def datalist(self) -> defaultdict[str, list[str]]:
        lists: defaultdict[str, list[str]] = defaultdict(list)
        for name, value in self._pairs:
            lists[name].append(value)
        return lists


class ProviderRequest(OAuth2Request):  # type: ignore[misc]
    """A request as authlib reads it. `uri` is told as HTTPS: a demo may do without."""

    def __init__(
        self, method: str, query: Pairs, form: Pairs, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(method, "https://demo.invalid/", headers=headers or {})
        self.payload = _Payload([*query, *form])
        self._query, self._form = query, form

    @property
    def args(self) -> dict[str, str]:
        return dict(self._query)

    @property
    def form(self) -> dict[str, str]:
        return dict(self._form)


class ProtocolServer(AuthorizationServer):  # type: ignore[misc]
    """One transaction's view of the provider."""

    def __init__(self, session: Session, key: ECKey, issuer: str, client: Client) -> None:
        super().__init__()
        self.session, self.key, self.issuer, self.client = session, key, issuer, client
        self.issuer_parameter = _Issuer(issuer)
        self.register_token_generator("default", _token_generator())
        self.register_grant(_CodeGrant, [_Challenge(), _IdToken(self)])
        self.register_extension(self.issuer_parameter)

    def query_client(self, client_id: str) -> Client | None:
        return self.client if client_id == self.client.client_id else None

    def create_oauth2_request(self, request: ProviderRequest) -> ProviderRequest:
        return request

    def handle_response(self, status: int, body: Any, headers: Any) -> Reply:
        return Reply(status, body, dict(headers))

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Nobody listens."""

    def save_token(self, token: Mapping[str, Any], request: ProviderRequest) -> None:
        grant: DemoProviderGrant = request.authorization_code.row
        grant.token_digest = digest(token["access_token"])
        grant.token_expires_at = clock.now() + TOKEN_LIVES

    def with_issuer(self, reply: Reply) -> Reply:
        """An error's redirect says who sends it, as the others do (RFC 9207)."""
        self.issuer_parameter.add_issuer_parameter(self, reply)
        return reply


class _Issuer(IssuerParameter):  # type: ignore[misc]
    def __init__(self, issuer: str) -> None:
        self._issuer = issuer

    def get_issuer(self) -> str:
        return self._issuer


@dataclass(frozen=True)
class _Code:
    """A grant's row as authlib asks about it."""

    row: DemoProviderGrant

    @property
    def code_challenge(self) -> str:
        return self.row.code_challenge

    code_challenge_method = "S256"

    def get_redirect_uri(self) -> str:
        return self.row.redirect_uri

    def get_scope(self) -> str:
        return self.row.scope

    def get_nonce(self) -> str:
        return self.row.nonce

    def get_auth_time(self) -> int:
        return int(self.row.authenticated_at.timestamp())

    def get_acr(self) -> str:
        return self.row.acr

    def get_amr(self) -> None:
        return None


class _CodeGrant(AuthorizationCodeGrant):  # type: ignore[misc]
    """A code lives for a minute and works once; used twice, what it gave is withdrawn."""

    def save_authorization_code(self, code: str, request: ProviderRequest) -> None:
        asked, person = request.payload.data, request.user
        self.server.session.add(
            DemoProviderGrant(
                code_digest=digest(code),
                session_id=person.id,
                redirect_uri=asked["redirect_uri"],
                scope=request.scope,
                nonce=asked.get("nonce", ""),
                code_challenge=asked["code_challenge"],
                acr=person.acr,
                authenticated_at=person.authenticated_at,
                expires_at=clock.now() + CODE_LIVES,
            )
        )

    def query_authorization_code(self, code: str, _client: Client) -> _Code | None:
        row = self.server.session.get(DemoProviderGrant, digest(code), with_for_update=True)
        if row is None:
            return None
        if row.redeemed_at is not None:
            row.revoked_at = row.revoked_at or clock.now()
            return None
        return _Code(row) if row.expires_at > clock.now() else None

    def delete_authorization_code(self, authorization_code: _Code) -> None:
        authorization_code.row.redeemed_at = clock.now()

    def authenticate_user(self, authorization_code: _Code) -> DemoProviderSession | None:
        person = self.server.session.get(DemoProviderSession, authorization_code.row.session_id)
        return person if person and person.ended_at is None else None


class _Challenge(CodeChallenge):  # type: ignore[misc]
    """PKCE is no choice here, and the plain method is none (RFC 9700, 2.1.1)."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)

    def validate_code_challenge(self, grant: _CodeGrant, redirect_uri: str) -> None:
        asked = grant.request.payload.data
        if not asked.get("code_challenge") or asked.get("code_challenge_method") != "S256":
            raise InvalidRequestError("PKCE with the method S256 is required.")
        super().validate_code_challenge(grant, redirect_uri)


class _IdToken(OpenIDCode):  # type: ignore[misc]
    def __init__(self, server: ProtocolServer) -> None:
        super().__init__(require_nonce=True)
        self._server = server

    def exists_nonce(self, nonce: str, request: ProviderRequest) -> bool:
        """A nonce is bound and checked by the portal; the provider only passes it on."""
        return False

    def resolve_client_private_key(self, _client: Client) -> ECKey:
        return self._server.key

    def get_client_algorithm(self, _client: Client) -> str:
        return ALGORITHM

    def get_encode_header(self, _client: Client) -> dict[str, Any]:
        return {"alg": ALGORITHM, "kid": self._server.key.kid}

    def get_client_claims(self, client: Client) -> dict[str, Any]:
        expires = int(time.time() + TOKEN_LIVES.total_seconds())
        return {"iss": self._server.issuer, "aud": client.client_id, "exp": expires}

    def get_authorization_code_claims(self, authorization_code: _Code) -> dict[str, Any]:
        claims: dict[str, Any] = super().get_authorization_code_claims(authorization_code)
        return claims | {"sid": authorization_code.row.session_id}

    def generate_user_info(self, user: DemoProviderSession, scope: str) -> dict[str, Any]:
        return claims_for(user.claims, scope)


def _token_generator() -> Any:
    def access_token(**_: Any) -> str:
        return token_urlsafe(32)

    return BearerTokenGenerator(access_token, expires_generator=int(TOKEN_LIVES.total_seconds()))
