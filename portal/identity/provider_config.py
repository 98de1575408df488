"""Service accounts (BundID, state accounts) as they are configured: how a level is asked for, how
it is told, how it ranks, what the claims are called. Brokers differ in all of it; code does not.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from portal.shared.content_files import read_model
from portal.shared.trust import TrustLevel

# Our own meanings; a form's fields name them too.
MEANINGS = (
    "given_name", "family_name", "birth_name", "birth_date", "street", "house_number",
    "postal_code", "city",
)  # fmt: skip
Meaning = Literal[
    "given_name", "family_name", "birth_name", "birth_date", "street", "house_number",
    "street_and_number", "postal_code", "city", "email", "email_verified",
]  # fmt: skip
LONGEST_ATTRIBUTE = 200
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LevelRules(_Strict):
    """How a trust level is asked for, and which claim says what came of it."""

    request: Literal["acr_values", "scope", "claims", "none"] = Field(
        default="acr_values", description="How the wanted level is asked for"
    )
    ask: dict[TrustLevel, list[str]] = Field(
        default_factory=dict, description="Our level: the provider's values that are asked for"
    )
    claim: str = Field(default="acr", description="The claim of the ID token that tells the level")
    ranking: dict[str, TrustLevel] = Field(
        default_factory=dict, description="The provider's value: our level"
    )
    otherwise: TrustLevel = Field(
        default=TrustLevel.NONE, description="The level of a value that is missing or unknown"
    )

    def level_of(self, claims: Mapping[str, Any]) -> TrustLevel:
        """What the provider vouches for; several values count as their highest."""
        told = claim_at(claims, self.claim)
        values = told if isinstance(told, list) else [told]
        ranks = [self.ranking.get(str(value), self.otherwise) for value in values]
        return max(ranks, key=lambda level: level.rank, default=self.otherwise)

    def reachable(self, wanted: TrustLevel) -> bool:
        """Whether the provider can vouch for that level at all."""
        return any(level.reaches(wanted) for level in (*self.ranking.values(), self.otherwise))

    def values_for(self, wanted: TrustLevel) -> list[str]:
        """What to ask for: the values of the lowest level that suffices; [] where none is named."""
        fitting = [level for level in self.ask if level.reaches(wanted)]
        return self.ask[min(fitting, key=lambda level: level.rank)] if fitting else []


class Logout(_Strict):
    """Which ways of signing out the provider takes part in."""

    offer: bool = Field(default=True, description="Offer to sign out there too, after ours")
    back_channel: bool = Field(default=True, description="Take the provider's logout tokens")
    any_token_type: bool = Field(
        default=False, description="Take logout tokens whose type is not logout+jwt"
    )


class ServiceAccount(_Strict):
    """One provider: an OpenID Connect broker in front of BundID or a state's service account."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$", description="Name in addresses")]
    label: Annotated[str, Field(min_length=1, max_length=60, description="As citizens call it")]
    issuer: str = Field(description="Exactly as the provider's discovery document names it")
    client_id: Annotated[str, Field(min_length=1)]
    client_secret_variable: str = Field(
        default="", description="Environment variable that holds the client's secret"
    )
    client_authentication: Literal["client_secret_basic", "client_secret_post", "none"] = (
        "client_secret_basic"
    )
    scopes: list[str] = ["openid", "profile"]
    levels: LevelRules = LevelRules()
    account_key: str = Field(
        default="sub", description="The claim that names a person for ever: bPK2 or sub"
    )
    attributes: dict[Meaning, str] = Field(
        default_factory=dict, description="Our meaning: the claim, parts joined by dots"
    )
    read_userinfo: bool = Field(default=False, description="Attributes come from userinfo too")
    algorithms: list[
        Literal["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
                "Ed25519", "EdDSA"]
    ] = ["RS256", "PS256", "ES256"]  # fmt: skip
    municipalities: list[str] = Field(
        default_factory=list, description="Where it is offered; empty: everywhere"
    )
    logout: Logout = Logout()

    @field_validator("issuer")
    @classmethod
    def _is_safe(cls, issuer: str) -> str:
        parts = urlsplit(issuer)
        host = parts.hostname or ""
        local = host in _LOCAL or host.endswith(".localhost")
        if parts.scheme != "https" and not (parts.scheme == "http" and local):
            raise ValueError("an issuer is an https address")
        if parts.query or parts.fragment:
            raise ValueError("an issuer has neither query nor fragment")
        return issuer

    @field_validator("scopes")
    @classmethod
    def _is_openid(cls, scopes: list[str]) -> list[str]:
        if "openid" not in scopes:
            raise ValueError("without the scope openid there is no ID token")
        return scopes

    @model_validator(mode="after")
    def _has_secret(self) -> "ServiceAccount":
        if self.client_authentication != "none" and not self.client_secret_variable:
            raise ValueError("client_secret_variable: name the variable that holds the secret")
        return self

    @property
    def origin(self) -> str:
        """Scheme, host and port of the issuer."""
        parts = urlsplit(self.issuer)
        return f"{parts.scheme}://{parts.netloc}"

    def serves(self, municipality: str) -> bool:
        """Whether it is offered in that municipality's portal."""
        return not self.municipalities or municipality in self.municipalities

    def attributes_in(self, claims: Mapping[str, Any]) -> dict[str, str]:
        """What the claims say of the person, by our meanings; without what is missing or unfit."""
        read: dict[str, str] = {}
        for name, path in self.attributes.items():
            read[name] = _text(claim_at(claims, path))
        street, number = split_street(read.pop("street_and_number", ""))
        read = {"street": street, "house_number": number} | {k: v for k, v in read.items() if v}
        return {name: read[name] for name in MEANINGS if _is_fit(name, read.get(name, ""))}

    def email_in(self, claims: Mapping[str, Any]) -> tuple[str, bool]:
        """The address the provider tells, and whether it has verified that it is theirs."""
        address = _text(claim_at(claims, self.attributes.get("email", "")))
        verified = claim_at(claims, self.attributes.get("email_verified", ""))
        return address, verified is True or verified == "true"


class ServiceAccounts(_Strict):
    """The file: every provider of the installation."""

    servicekonten: list[ServiceAccount] = []

    @model_validator(mode="after")
    def _names_differ(self) -> "ServiceAccounts":
        names = [provider.id for provider in self.servicekonten]
        issuers = [provider.issuer for provider in self.servicekonten]
        if len(set(names)) < len(names) or len(set(issuers)) < len(issuers):
            raise ValueError("servicekonten: every id and every issuer stands once")
        return self


def read_service_accounts(path: Path) -> list[ServiceAccount]:
    """The providers that the file configures. Raises FaultyFile naming every fault's line."""
    return read_model(path, ServiceAccounts).servicekonten


def claim_at(claims: Mapping[str, Any], path: str) -> Any:
    """The claim of that name, or the part of one: `address.locality`. None where there is none."""
    if not path:
        return None
    if path in claims:
        return claims[path]
    value: Any = claims
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def split_street(text: str) -> tuple[str, str]:
    """Street and house number: the number is what begins with the last word's digit."""
    words = text.split()
    for at in range(len(words) - 1, 0, -1):
        if words[at][0].isdigit():
            return " ".join(words[:at]), " ".join(words[at:])
    return " ".join(words), ""


def _text(value: Any) -> str:
    """A claim as one line; what is no text, or holds controls, is as good as missing."""
    if not isinstance(value, str):
        return ""
    line = " ".join(value.split())
    return line if line.isprintable() and len(line) <= LONGEST_ATTRIBUTE else ""


def _is_fit(name: str, value: str) -> bool:
    if name != "birth_date":
        return bool(value)
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
