"""The data keys of an installation: made when first needed, opened once, kept in this process.

Each municipality has its own, in generations; what belongs to none (an account's contact data)
has those of the municipality "". Loaded and made on connections apart, each in a transaction of
its own: a key is committed before anything is sealed with it.
"""

import asyncio
import logging
import time
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint, create_engine, inspect, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.util import await_only
from sqlmodel import Field, SQLModel, col

from portal.persistence.columns import id_field, instant_field, new_id, optional_instant
from portal.sealing import KeyEncryptionKeys, KeyMissing, SealBroken, WrappedKey
from portal.shared import clock

log = logging.getLogger(__name__)

OF_THE_PORTAL = ""
"""The "municipality" of what belongs to none."""

SECONDS_UNTIL_LOOKED_AGAIN = 60.0
_ACT_AS_THE_PORTAL = "SELECT set_config('portal.actor_kind', 'system', true)"


class DataKey(SQLModel, table=True):
    """A locked data key. `retired_at`: a later generation seals what is new."""

    __tablename__ = "data_key"
    __table_args__ = (UniqueConstraint("municipality", "generation"),)

    id: UUID = id_field()
    municipality: str
    generation: int
    wrapped: bytes
    wrapped_by: str = Field(max_length=16)
    created_at: datetime = instant_field()
    retired_at: datetime | None = optional_instant()

    @property
    def bound_to(self) -> tuple[str, str, str]:
        """What its lock is bound to."""
        return self.municipality, str(self.generation), str(self.id)

    def opened(self, keys: KeyEncryptionKeys) -> bytes:
        """The key itself. Raises KeyMissing, SealBroken."""
        return keys.unwrap(WrappedKey(self.wrapped, self.wrapped_by), self.bound_to)


def new_generation(keys: KeyEncryptionKeys, municipality: str, generation: int) -> DataKey:
    """A new data key, not stored yet."""
    row = DataKey(
        id=new_id(),
        municipality=municipality,
        generation=generation,
        wrapped=b"",
        wrapped_by="",
        created_at=clock.now(),
    )
    _, locked = keys.new_data_key(row.bound_to)
    row.wrapped, row.wrapped_by = locked.wrapped, locked.wrapped_by
    return row


@dataclass
class DataKeys:
    """The data keys as this process knows them. `engine` gives connections of its own.

    Another process's new generation is noticed within a minute, its new keys when first met.
    """

    engine: AsyncEngine
    keys: KeyEncryptionKeys = field(repr=False)
    _opened: dict[UUID, bytes] = field(default_factory=dict, repr=False)
    _current: dict[str, UUID] = field(default_factory=dict)
    _looked_at: float = float("-inf")
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    async def current(self, municipality: str) -> tuple[UUID, bytes]:
        """The key that seals from now on; made if there is none yet."""
        await self.look_again()
        if municipality not in self._current:
            await self._make(municipality)
        key_id = self._current[municipality]
        return key_id, self._opened[key_id]

    async def find(self, key_id: UUID) -> bytes:
        """The key with this id. Raises SealBroken where there is none."""
        if key_id not in self._opened:
            await self._load()
        if key_id not in self._opened:
            raise SealBroken
        return self._opened[key_id]

    def current_now(self, municipality: str) -> tuple[UUID, bytes]:
        """As `current`, from within SQLAlchemy's own work."""
        if municipality not in self._current:
            await_only(self._make(municipality))
        key_id = self._current[municipality]
        return key_id, self._opened[key_id]

    def find_now(self, key_id: UUID) -> bytes:
        """As `find`, from within SQLAlchemy's own work."""
        known = self._opened.get(key_id)
        return known if known is not None else await_only(self.find(key_id))

    async def look_again(self) -> None:
        """Load the keys if that was long ago."""
        if not self.keys.keys or self._is_fresh():
            return
        async with self._lock:
            if not self._is_fresh():
                await self._load()

    def _is_fresh(self) -> bool:
        return time.monotonic() - self._looked_at < SECONDS_UNTIL_LOOKED_AGAIN

    async def _load(self) -> None:
        async with self.engine.connect() as connection:
            await self._read(connection)

    async def _make(self, municipality: str) -> None:
        """The first generation; where somebody else was faster, theirs. Raises KeyMissing."""
        row = new_generation(self.keys, municipality, 1)
        statement = insert(DataKey).values(row.model_dump())
        async with self.engine.begin() as connection:
            await _act_as_the_portal(connection)
            await connection.execute(statement.on_conflict_do_nothing())
        await self._load()
        if municipality not in self._current:
            raise KeyMissing

    async def _read(self, connection: AsyncConnection) -> None:
        await _act_as_the_portal(connection)
        query = select(DataKey).order_by(col(DataKey.generation))
        rows = [DataKey(**row) for row in (await connection.execute(query)).mappings()]
        for row in rows:
            self._open(row)
        self._current = {row.municipality: row.id for row in rows if row.id in self._opened}
        self._looked_at = time.monotonic()

    def _open(self, row: DataKey) -> None:
        """A process that runs goes on with what it knows when keys are changed beside it."""
        if row.id in self._opened:
            return
        try:
            self._opened[row.id] = row.opened(self.keys)
        except KeyMissing as fault:
            if not self._opened:
                raise
            log.error("%s Dieser Prozess muss mit ihm neu gestartet werden.", fault.message)


def require_keys(url: str, keys: KeyEncryptionKeys) -> None:
    """Refuse to start where `keys` do not open every data key. Raises KeyMissing, SealBroken."""
    engine = create_engine(url, hide_parameters=True)
    with engine.begin() as connection:
        if not inspect(connection).has_table("data_key"):
            return
        connection.exec_driver_sql(_ACT_AS_THE_PORTAL)
        for row in connection.execute(select(DataKey.__table__)).mappings():  # type: ignore[attr-defined]
            DataKey(**row).opened(keys)
    engine.dispose()


async def _act_as_the_portal(connection: AsyncConnection) -> None:
    await connection.exec_driver_sql(_ACT_AS_THE_PORTAL)
