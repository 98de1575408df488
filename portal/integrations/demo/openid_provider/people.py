"""Whom the demo's Servicekonto knows, and what it says about them. All of them are invented."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.shared.trust import TrustLevel

# As BundID and the state accounts name them (STORK); lowest first.
LEVELS = {
    "STORK-QAA-Level-1": (TrustLevel.BASIC, "niedrig"),
    "STORK-QAA-Level-3": (TrustLevel.SUBSTANTIAL, "substanziell"),
    "STORK-QAA-Level-4": (TrustLevel.HIGH, "hoch"),
}
PROFILE, ADDRESS, EMAIL = "profile", "address", "email"
SCOPES = ("openid", PROFILE, ADDRESS, EMAIL)


@dataclass(frozen=True)
class Person:
    """A person with a Servicekonto. Empty is what the account does not know."""

    given_name: str
    family_name: str
    birthdate: date
    birth_name: str = ""
    street_address: str = ""
    postal_code: str = ""
    locality: str = ""
    email: str = ""

    @property
    def name(self) -> str:
        """As it is spoken."""
        return f"{self.given_name} {self.family_name}"

    def subject(self, secret: bytes) -> str:
        """The same for the same names and day of birth, so that a tester can come back."""
        who = f"{self.given_name}\n{self.family_name}\n{self.birthdate.isoformat()}".casefold()
        return hmac.new(secret, b"demo-servicekonto\n" + who.encode(), hashlib.sha256).hexdigest()

    def claims(self, secret: bytes) -> dict[str, Any]:
        """Everything the account knows (OpenID Connect Core 1.0, 5.1); bPK2 as BundID tells it."""
        subject = self.subject(secret)
        address = {
            "street_address": self.street_address,
            "postal_code": self.postal_code,
            "locality": self.locality,
            "country": "DE",
        }
        claims: dict[str, Any] = {
            "sub": subject[:32],
            "bPK2": subject[32:],
            "given_name": self.given_name,
            "family_name": self.family_name,
            "birth_name": self.birth_name,
            "birthdate": self.birthdate.isoformat(),
            "address": {name: text for name, text in address.items() if text},
            "email": self.email,
        }
        known = {name: value for name, value in claims.items() if value}
        return known | ({"email_verified": True} if self.email else {})


def person_of(claims: Mapping[str, Any]) -> Person:
    """Who has these claims."""
    address = claims.get("address", {})
    return Person(
        given_name=claims["given_name"],
        family_name=claims["family_name"],
        birthdate=date.fromisoformat(claims["birthdate"]),
        birth_name=claims.get("birth_name", ""),
        street_address=address.get("street_address", ""),
        postal_code=address.get("postal_code", ""),
        locality=address.get("locality", ""),
        email=claims.get("email", ""),
    )


PEOPLE: Mapping[str, Person] = {
    "anneke": Person(
        "Anneke Marie", "Behrens", date(1988, 4, 12), "Tholen",
        "Hauptkanal rechts 12", "26871", "Papenburg", "anneke.behrens@post.example",
    ),
    "murat": Person(
        "Murat", "Yıldız", date(1979, 11, 3), "",
        "Mühlenstraße 45 a", "26789", "Leer", "murat.yildiz@post.example",
    ),
    "hinnerk": Person(
        "Jan-Hinnerk", "von der Heide-O’Brien", date(1956, 2, 29), "von der Heide",
        "Norderstraße 3", "26826", "Weener",
    ),
    "lene": Person(
        "Lene", "Brüning", date(2004, 9, 30), "",
        "Emsstraße 7", "49733", "Haren (Ems)", "lene.bruening@post.example",
    ),
}  # fmt: skip


def claims_for(claims: Mapping[str, Any], scope: str) -> dict[str, Any]:
    """Of all claims those that the scope asks for (OpenID Connect Core 1.0, 5.4)."""
    of_scope = {
        PROFILE: ("given_name", "family_name", "birth_name", "birthdate"),
        ADDRESS: ("address",),
        EMAIL: ("email", "email_verified"),
    }
    wanted = {"sub", "bPK2"}.union(*(of_scope.get(name, ()) for name in scope.split()))
    return {name: value for name, value in claims.items() if name in wanted}
