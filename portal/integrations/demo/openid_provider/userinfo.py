"""The provider's userinfo endpoint: what an access token lets the portal read (RFC 6750)."""

from dataclasses import dataclass
from typing import Any

from authlib.oauth2.rfc6749 import ResourceProtector
from authlib.oauth2.rfc6750 import BearerTokenValidator
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from portal.integrations.demo.openid_provider.keys import digest
from portal.integrations.demo.openid_provider.people import claims_for
from portal.integrations.demo.openid_provider.protocol import ProviderRequest
from portal.integrations.demo.tables import DemoProviderGrant, DemoProviderSession
from portal.shared import clock


def read_userinfo(session: Session, request: ProviderRequest) -> dict[str, Any]:
    """The claims. Raises OAuth2Error: no token, an unknown, expired or withdrawn one."""
    protector = ResourceProtector()
    protector.register_token_validator(_TokenValidator(session))
    token = protector.validate_request(["openid"], request)
    return claims_for(token.person.claims, token.grant.scope)


@dataclass(frozen=True)
class _Token:
    """An access token as authlib asks about it."""

    grant: DemoProviderGrant
    person: DemoProviderSession

    def get_scope(self) -> str:
        return self.grant.scope

    def is_expired(self) -> bool:
        expires = self.grant.token_expires_at
        return expires is None or expires <= clock.now()

    def is_revoked(self) -> bool:
        return self.grant.revoked_at is not None or self.person.ended_at is not None


class _TokenValidator(BearerTokenValidator):  # type: ignore[misc]
    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session

    def authenticate_token(self, token_string: str) -> _Token | None:
        found = self._session.scalar(
            select(DemoProviderGrant).where(
                col(DemoProviderGrant.token_digest) == digest(token_string)
            )
        )
        if found is None:
            return None
        return _Token(found, self._session.get_one(DemoProviderSession, found.session_id))
