"""What the owner of the installation does with its keys: change them, look what they seal.

Runs as the owner of the database, on plain connections: nobody else may touch sealed values of
rows that are never changed, and even the owner no more of them than the seal (migration 0143).
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, Table, create_engine, func, select, text, update
from sqlalchemy.engine import Engine, make_url
from sqlmodel import SQLModel, col

from portal.persistence.data_keys import DataKey, new_generation
from portal.persistence.sealed_columns import Sealed, place_of, sealed_columns
from portal.sealing import KeyEncryptionKeys, SealBroken, key_id_of, open_bytes, seal_bytes
from portal.shared import clock

_AT_A_TIME = 500


@dataclass(frozen=True)
class Generation:
    """One data key: whose, locked by which key (`is_locked_by_current`), what it seals."""

    municipality: str
    number: int
    wrapped_by: str
    is_locked_by_current: bool
    is_retired: bool
    values: int


@dataclass(frozen=True)
class Resealed:
    """How many values were sealed anew, and how many do not open any more."""

    values: int
    damaged: int


def rotate_keys(owner_url: str, keys: KeyEncryptionKeys) -> int:
    """Lock every data key with the current key, and begin a new generation of each.

    All or nothing, in one short transaction. Returns how many data keys there are now. Processes
    that run notice within a minute. Raises KeyMissing, SealBroken.
    """
    with _owner(owner_url) as engine, engine.begin() as connection:
        connection.execute(text("LOCK TABLE data_key IN SHARE ROW EXCLUSIVE MODE"))
        rows = _data_keys(connection)
        for row in rows:
            locked = keys.wrap(row.opened(keys), row.bound_to)
            change = {"wrapped": locked.wrapped, "wrapped_by": locked.wrapped_by}
            connection.execute(update(DataKey).where(col(DataKey.id) == row.id).values(change))
        newest = {row.municipality: row for row in rows}
        for row in newest.values():
            _succeed(connection, keys, row)
        return len(rows) + len(newest)


def reseal(
    owner_url: str,
    keys: KeyEncryptionKeys,
    tell: Callable[[str, int], None] = lambda table, values: None,
) -> Resealed:
    """Seal everything anew that an older generation sealed.

    In small transactions, beside a portal that runs: a value that somebody changes meanwhile is
    theirs. Ended at any point it has lost nothing and may be run again. `tell` hears each table's
    name and how many values it had. Raises KeyMissing.
    """
    done, damaged = 0, 0
    with _owner(owner_url) as engine:
        with engine.connect() as connection:
            ring = _Ring(_data_keys(connection), keys)
        for table in _sealed_tables():
            before = done
            for part in _Pages(engine, table):
                changed, broken = _reseal_rows(engine, table, ring, part)
                done, damaged = done + changed, damaged + broken
            tell(table.name, done - before)
    return Resealed(done, damaged)


def generations(owner_url: str, keys: KeyEncryptionKeys) -> tuple[Generation, ...]:
    """All data keys by municipality, and how many values in the database each seals."""
    with _owner(owner_url) as engine, engine.connect() as connection:
        used = _count_by_key(connection)
        rows = _data_keys(connection)
    return tuple(
        Generation(
            row.municipality,
            row.generation,
            row.wrapped_by,
            bool(keys.keys) and row.wrapped_by == keys.current,
            row.retired_at is not None,
            used[row.id],
        )
        for row in sorted(rows, key=lambda row: (row.municipality, row.generation))
    )


class _Ring:
    """All data keys, opened, and which of each municipality seals now."""

    def __init__(self, rows: list[DataKey], keys: KeyEncryptionKeys) -> None:
        self._opened = {row.id: row.opened(keys) for row in rows}
        newest = {row.municipality: row.id for row in rows}
        self._successor = {row.id: newest[row.municipality] for row in rows}

    def resealed(self, place: tuple[str, str, str], sealed: bytes) -> bytes | None:
        """The same value under the newest key; None where it is already. Raises SealBroken."""
        key_id = key_id_of(sealed)
        if key_id not in self._successor:
            raise SealBroken
        newest = self._successor[key_id]
        if newest == key_id:
            return None
        plain = open_bytes(self._opened[key_id], place, sealed)
        return seal_bytes(self._opened[newest], newest, place, plain)


class _Pages:
    """The rows of a table by primary key, some at a time; no transaction stays open between."""

    def __init__(self, engine: Engine, table: Table) -> None:
        self._engine, self._table = engine, table

    def __iter__(self) -> Iterator[list[Any]]:
        last: UUID | None = None
        while rows := self._read(last):
            yield rows
            last = rows[-1][0]

    def _read(self, last: UUID | None) -> list[Any]:
        key = _key_of(self._table)
        query = select(key, *sealed_columns(self._table)).order_by(key).limit(_AT_A_TIME)
        with self._engine.connect() as connection:
            return list(connection.execute(query if last is None else query.where(key > last)))


def _reseal_rows(engine: Engine, table: Table, ring: _Ring, rows: list[Any]) -> tuple[int, int]:
    changed, damaged = 0, 0
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL portal.resealing = 'yes'"))
        for row_id, *values in rows:
            for column, value in zip(sealed_columns(table), values, strict=True):
                try:
                    changed += _reseal_value(connection, column, ring, row_id, value)
                except SealBroken:
                    damaged += 1
    return changed, damaged


def _reseal_value(
    connection: Connection, column: Column[Any], ring: _Ring, row_id: UUID, value: Sealed | None
) -> int:
    """1 where it was sealed anew; 0 where that was done before, or it changed meanwhile."""
    if value is None:
        return 0
    new = ring.resealed(place_of(column, row_id), value.data)
    if new is None:
        return 0
    table = column.table
    assert isinstance(table, Table)
    unchanged = (_key_of(table) == row_id) & (column == value)
    result = connection.execute(update(table).where(unchanged).values({column.name: Sealed(new)}))
    return result.rowcount


def _succeed(connection: Connection, keys: KeyEncryptionKeys, row: DataKey) -> None:
    successor = new_generation(keys, row.municipality, row.generation + 1)
    retired = update(DataKey).where(col(DataKey.id) == row.id).values(retired_at=clock.now())
    connection.execute(retired)
    connection.execute(SQLModel.metadata.tables["data_key"].insert(), [successor.model_dump()])


def _count_by_key(connection: Connection) -> Counter[UUID]:
    used: Counter[UUID] = Counter()
    for table in _sealed_tables():
        for column in sealed_columns(table):
            key = func.substring(text(f'"{column.name}"'), 2, 16)
            query = select(key, func.count()).select_from(table).where(column.is_not(None))
            for found, count in connection.execute(query.group_by(key)):
                if len(found) == 16:
                    used[UUID(bytes=bytes(found))] += count
    return used


def _data_keys(connection: Connection) -> list[DataKey]:
    query = select(DataKey.__table__).order_by(col(DataKey.generation))  # type: ignore[attr-defined]
    return [DataKey(**row) for row in connection.execute(query).mappings()]


def _sealed_tables() -> list[Table]:
    tables = SQLModel.metadata.sorted_tables
    return [table for table in tables if sealed_columns(table)]


def _key_of(table: Table) -> Column[Any]:
    (key,) = table.primary_key.columns
    return key


@contextmanager
def _owner(owner_url: str) -> Iterator[Engine]:
    url = make_url(owner_url).set(drivername="postgresql+psycopg")
    engine = create_engine(url, hide_parameters=True)
    try:
        yield engine
    finally:
        engine.dispose()
