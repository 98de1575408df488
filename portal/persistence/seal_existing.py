"""Seals columns that held plain values so far; for migrations, which run as the owner.

The table is written anew in one go, so no plain value stays in its pages, and no trigger that
guards a history is asked. Measured: see decision record 0032.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from portal.persistence.data_keys import OF_THE_PORTAL, DataKey, new_generation
from portal.sealing import KeyEncryptionKeys, seal_bytes

_AT_A_TIME = 1000


@dataclass
class OwnersKeys:
    """Current data keys through the owner's connection; made in its transaction if need be."""

    connection: Connection
    keys: KeyEncryptionKeys = field(repr=False)
    _known: dict[str, tuple[UUID, bytes]] = field(default_factory=dict, repr=False)

    def current(self, municipality: str) -> tuple[UUID, bytes]:
        """The key that seals what is the municipality's. Raises KeyMissing."""
        if municipality not in self._known:
            row = self._find(municipality) or self._make(municipality)
            self._known[municipality] = row.id, row.opened(self.keys)
        return self._known[municipality]

    def _find(self, municipality: str) -> DataKey | None:
        newest = text(
            "SELECT * FROM data_key WHERE municipality = :municipality"
            " ORDER BY generation DESC LIMIT 1"
        )
        row = self.connection.execute(newest, {"municipality": municipality}).mappings().first()
        return DataKey(**row) if row else None

    def _make(self, municipality: str) -> DataKey:
        row = new_generation(self.keys, municipality, 1)
        self.connection.execute(
            text(
                "INSERT INTO data_key (id, municipality, generation, wrapped, wrapped_by,"
                " created_at) VALUES (:id, :municipality, :generation, :wrapped, :wrapped_by,"
                " :created_at)"
            ),
            row.model_dump(exclude={"retired_at"}),
        )
        return row


def seal_existing(
    connection: Connection,
    keys: KeyEncryptionKeys,
    table: str,
    columns: Sequence[str],
    *,
    row_id: str = "id",
    municipality: str | None = "municipality",
) -> None:
    """Make JSON or text columns of `table` sealed ones, their values with them.

    `municipality` names the column that tells whose key seals a row; None: the portal's own.
    Raises KeyMissing where there are rows and no key.
    """
    owners = OwnersKeys(connection, keys)
    declared = ", ".join(f"{column} bytea" for column in columns)
    connection.execute(
        text(f"CREATE TEMPORARY TABLE sealing (id uuid PRIMARY KEY, {declared}) ON COMMIT DROP")
    )
    named = ", ".join(f":{column}" for column in columns)
    insert = text(f"INSERT INTO sealing VALUES (:id, {named})")  # noqa: S608 - our own names
    town = municipality or f"'{OF_THE_PORTAL}'"
    listed = ", ".join(columns)
    query = text(f'SELECT {row_id}, {town}, {listed} FROM "{table}"')  # noqa: S608
    rows = connection.execute(query, execution_options={"yield_per": _AT_A_TIME})
    for part in rows.partitions():
        connection.execute(insert, list(_sealed_rows(owners, table, columns, part)))
    for column in columns:
        _rewrite(connection, table, column, row_id)
    connection.execute(text("DROP TABLE sealing CASCADE"))


def _sealed_rows(
    owners: OwnersKeys, table: str, columns: Sequence[str], rows: Sequence[Any]
) -> Iterator[dict[str, Any]]:
    for row_id, municipality, *values in rows:
        key_id, key = owners.current(municipality)
        sealed = {
            column: seal_bytes(key, key_id, (table, column, str(row_id)), _encoded(value))
            for column, value in zip(columns, values, strict=True)
        }
        yield {"id": row_id, **sealed}


def _encoded(value: Any) -> bytes:
    """As SealedText and SealedDocument write it."""
    if isinstance(value, str):
        return value.encode()
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _rewrite(connection: Connection, table: str, column: str, row_id: str) -> None:
    connection.execute(
        text(
            f"CREATE FUNCTION pg_temp.sealed_{column}(uuid) RETURNS bytea LANGUAGE sql AS"  # noqa: S608
            f" $$ SELECT {column} FROM pg_temp.sealing WHERE id = $1 $$"
        )
    )
    connection.execute(
        text(
            f'ALTER TABLE "{table}" ALTER COLUMN {column} DROP DEFAULT,'
            f" ALTER COLUMN {column} TYPE bytea USING pg_temp.sealed_{column}({row_id})"
        )
    )
    connection.execute(text(f"DROP FUNCTION pg_temp.sealed_{column}(uuid)"))
