"""A relying party of the tests' own: what a portal does at an OpenID provider, step by step."""

import base64
import hashlib
import re
from dataclasses import dataclass, field
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx


@dataclass
class Question:
    """One question to the provider: what the portal keeps to itself until the answer comes."""

    redirect_uri: str
    client_id: str = "schalter-demo"
    scope: str = "openid profile address email"
    state: str = field(default_factory=lambda: token_urlsafe(16))
    nonce: str = field(default_factory=lambda: token_urlsafe(16))
    verifier: str = field(default_factory=lambda: token_urlsafe(48))

    def parameters(self, **changed: str) -> dict[str, str]:
        """Of the authorization request; an empty value takes one away."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": self.scope,
            "state": self.state,
            "nonce": self.nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
            "code_challenge_method": "S256",
        }
        return {name: value for name, value in (asked | changed).items() if value}

    def form(self, code: str, /, **changed: str) -> dict[str, str]:
        """Of the token request."""
        sent = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "code_verifier": self.verifier,
        }
        return {name: value for name, value in (sent | changed).items() if value}


def answer_in(response: httpx.Response) -> dict[str, str]:
    """What a redirect brings to the portal."""
    return dict(parse_qsl(urlsplit(response.headers["location"]).query))


def labels_on(page: str) -> list[str]:
    """The labels of a page's fields."""
    return [
        " ".join(found.split()) for found in re.findall(r"<label[^>]*>(.*?)</label>", page, re.S)
    ]


Claims = dict[str, Any]
