"""The provider's secrets: the key that signs, and what the portal proves itself with."""

import hashlib
import hmac

from joserfc.jwk import ECKey
from sqlalchemy.dialects.postgresql import insert

from portal.integrations.demo.tables import DemoProviderKey
from portal.persistence.database import Database, system_scope
from portal.shared import clock

ALGORITHM = "ES256"
_CURVE = "P-256"
_PURPOSE = "sign ID tokens"


async def signing_key(database: Database) -> ECKey:
    """The installation's key; whoever asks first makes it, also where two ask at once."""
    key = await _read(database)
    if key is None:
        await _make(database)
        key = await _read(database)
    assert key is not None
    return key


def client_secret(secret_key: bytes) -> str:
    """The portal's secret at the demo's Servicekonto, made of the installation's key."""
    return hmac.new(secret_key, b"demo-servicekonto-client", hashlib.sha256).hexdigest()


def digest(secret: str) -> str:
    """What is kept of a code or token."""
    return hashlib.sha256(secret.encode()).hexdigest()


async def _read(database: Database) -> ECKey | None:
    async with database.transaction(system_scope()) as session:
        row = await session.get(DemoProviderKey, _PURPOSE)
    return ECKey.import_key(row.private_jwk) if row else None


async def _make(database: Database) -> None:
    key = ECKey.generate_key(_CURVE, private=True)
    described = {
        **key.as_dict(private=True),
        "kid": key.thumbprint(),
        "use": "sig",
        "alg": ALGORITHM,
    }
    async with database.transaction(system_scope()) as session:
        await session.execute(
            insert(DemoProviderKey)
            .values(purpose=_PURPOSE, private_jwk=described, created_at=clock.now())
            .on_conflict_do_nothing()
        )
