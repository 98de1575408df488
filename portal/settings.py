"""One typed settings object from the environment; secrets have defaults in demo mode alone."""

import base64
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path

from portal.errors import ConfigurationFault
from portal.payment_accounts import PaymentAccount, read_payment_accounts
from portal.sealing import KeyEncryptionKeys
from portal.shared.proxies import Networks, read_networks

SECRETS_NEEDED_IN_PRODUCTION = (
    "PORTAL_DATABASE_URL",
    "PORTAL_SECRET_KEY",
    "PORTAL_FILE_KEY",
    "PORTAL_DATA_KEYS",
    "PORTAL_SMTP_URL",
    "PORTAL_MAIL_FROM",
    "PORTAL_BASE_DOMAIN",
)

# A week's warning, and a week before it.
LEAST_DRAFT_DAYS = 14


@dataclass(frozen=True)
class Settings:
    """What the installation was told. URLs are SQLAlchemy/plain URLs; keys are raw bytes."""

    port: int
    public_port: int
    demo: bool
    base_domain: str
    var_dir: Path
    database_url: str
    owner_database_url: str
    redis_url: str
    secret_key: bytes
    file_key: bytes
    data_keys: KeyEncryptionKeys
    smtp_url: str
    mail_from: str
    payment_accounts: tuple[PaymentAccount, ...]
    lan_municipality: str
    clamav: str
    https: bool
    draft_days: int = 90
    trusted_proxies: Networks = ()
    servicekonten: str = ""
    push_key: bytes = b""
    push_services: tuple[str, ...] = ()

    @property
    def offers_passkeys(self) -> bool:
        """Whether browsers allow passkeys here: on a domain, which an IP address is not, and over
        HTTPS; on this very machine without."""
        if self.lan_municipality:
            return False
        if not self.https and self.base_domain.rpartition(".")[2] != "localhost":
            return False
        try:
            ip_address(self.base_domain)
        except ValueError:
            return True
        return False

    @property
    def public_origin(self) -> str:
        """Scheme, host and port of the bare host, without a slash at the end."""
        scheme = "https" if self.https else "http"
        default_port = 443 if self.https else 80
        suffix = "" if self.public_port == default_port else f":{self.public_port}"
        return f"{scheme}://{self.base_domain}{suffix}"


@lru_cache(maxsize=1)
def load_settings() -> Settings:
    """The settings of this process, read once from its environment."""
    return read_settings(os.environ)


def secret_named(variable: str) -> str:
    """A secret that a configuration file names by its environment variable.

    Raises ConfigurationFault where it is missing.
    """
    secret = os.environ.get(variable, "")
    if not secret:
        raise ConfigurationFault(f"Die Umgebungsvariable {variable} fehlt.")
    return secret


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Settings from `environment`; raises ConfigurationFault naming everything that is missing."""
    demo = environment.get("PORTAL_DEMO", "1") == "1"
    if not demo:
        _refuse_missing(environment)
    port = int(environment.get("PORT", "3000"))
    return Settings(
        port=port,
        # Outside the demo a proxy stands in front, which speaks HTTPS on its usual port.
        public_port=int(environment.get("PORTAL_PUBLIC_PORT", str(port if demo else 443))),
        demo=demo,
        base_domain=environment.get("PORTAL_BASE_DOMAIN", "localhost"),
        var_dir=Path(environment.get("PORTAL_VAR_DIR", "var")),
        database_url=environment.get("PORTAL_DATABASE_URL", ""),
        owner_database_url=environment.get(
            "PORTAL_OWNER_DATABASE_URL", environment.get("PORTAL_DATABASE_URL", "")
        ),
        redis_url=environment.get("PORTAL_REDIS_URL", ""),
        secret_key=_key(environment, "PORTAL_SECRET_KEY", demo),
        file_key=_key(environment, "PORTAL_FILE_KEY", demo),
        data_keys=_data_keys(environment, demo),
        smtp_url=environment.get("PORTAL_SMTP_URL", ""),
        mail_from=environment.get("PORTAL_MAIL_FROM", "rathaus@portal.example"),
        payment_accounts=read_payment_accounts(environment),
        clamav=environment.get("PORTAL_CLAMAV", ""),
        push_key=_push_key(environment, demo),
        push_services=_push_services(environment),
        lan_municipality=environment.get("PORTAL_LAN_MUNICIPALITY", ""),
        https=environment.get("PORTAL_HTTPS", "0" if demo else "1") == "1",
        servicekonten=environment.get("PORTAL_SERVICEKONTEN", ""),
        draft_days=max(LEAST_DRAFT_DAYS, int(environment.get("PORTAL_DRAFT_DAYS", "90"))),
        trusted_proxies=_networks(environment),
    )


def _refuse_missing(environment: Mapping[str, str]) -> None:
    missing = [name for name in SECRETS_NEEDED_IN_PRODUCTION if not environment.get(name)]
    if missing:
        raise ConfigurationFault(
            "Außerhalb der Vorführung fehlen diese Umgebungsvariablen: " + ", ".join(missing)
        )


def _networks(environment: Mapping[str, str]) -> Networks:
    try:
        return read_networks(environment.get("PORTAL_TRUSTED_PROXIES", ""))
    except ValueError:
        raise ConfigurationFault(
            "PORTAL_TRUSTED_PROXIES ist eine Liste von Adressen oder Netzen, durch Kommas"
            " getrennt, zum Beispiel 10.0.0.0/8."
        ) from None


def _key(environment: Mapping[str, str], name: str, demo: bool) -> bytes:
    """32 bytes from base64. A demo without one gets a key made of its name: all is invented."""
    text = environment.get(name, "")
    if not text and demo:
        return name.ljust(32, "=")[:32].encode()
    return _from_base64(name, text)


def _push_key(environment: Mapping[str, str], demo: bool) -> bytes:
    """Without one an installation pushes nothing, and says so nowhere."""
    name = "PORTAL_PUSH_KEY"
    return _key(environment, name, demo) if demo or environment.get(name) else b""


def _push_services(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Hosts of push services, separated by commas; none: the browsers' own."""
    named = environment.get("PORTAL_PUSH_SERVICES", "").split(",")
    return tuple(host.strip() for host in named if host.strip())


def _data_keys(environment: Mapping[str, str], demo: bool) -> KeyEncryptionKeys:
    """Several keys, separated by commas, the current one first."""
    name = "PORTAL_DATA_KEYS"
    texts = [text.strip() for text in environment.get(name, "").split(",") if text.strip()]
    if not texts:
        return KeyEncryptionKeys((_key(environment, name, demo),))
    return KeyEncryptionKeys(tuple(_from_base64(name, text) for text in texts))


def _from_base64(name: str, text: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise ConfigurationFault(f"{name} muss aus 32 Byte in Base64 bestehen.")
    return key
