"""An installation that kept everything readable is sealed by its next migration, losing nothing."""

from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest
from alembic import command
from sqlalchemy import create_engine

from portal.applications.tables import Application, Submission
from portal.notifications.tables import OutgoingMail
from portal.persistence.database import Database, system_scope
from portal.persistence.key_rotation import generations
from portal.persistence.migrate import alembic_config, migrate
from portal.sealing import KeyMissing
from tests.support.database import created_database
from tests.support.keys import DEMO_KEYS

LAST_READABLE = "0130"
ACCOUNT, DRAFT, SENT, MAIL = uuid4(), uuid4(), uuid4(), uuid4()
ROWS = (
    "INSERT INTO account (id, kind, email, display_name, password_hash, trust_level, created_at)"
    f" VALUES ('{ACCOUNT}', 'citizen', 'anna@post.example', 'Anna', '!', 'basic', now())",
    "INSERT INTO application (id, municipality, host_municipality, service, definition_version,"
    " definition_digest, change_note, status, visitor_id, account_id, answers, answer_changes,"
    " revision, created_at, saved_at, touched_at) VALUES"
    f" ('{DRAFT}', 'leer', 'leer', 'geburtsurkunde', 1, '', '{{}}', 'submitted', '{uuid4()}',"
    f" '{ACCOUNT}', '{{\"first_names\": \"Zoë\"}}', '{{}}', 1, now(), now(), now())",
    "INSERT INTO submission (id, application_id, number, municipality, account_id, service, title,"
    " applicant_name, trust_level, definition, answers, review, fee_lines, total_cents, created_at)"
    f" VALUES ('{SENT}', '{DRAFT}', 1, 'leer', '{ACCOUNT}', 'geburtsurkunde', '', '', 'basic',"
    " '{}', '{\"first_names\": \"Zoë\"}', '[{\"title\": \"Müller\"}]', '[]', 0, now())",
    "INSERT INTO outgoing_mail (id, unique_key, message_id, municipality, to_address, subject,"
    f" body, calendar, created_at) VALUES ('{MAIL}', 'k', 'm', 'leer', 'a@b', 's',"
    " 'Guten Tag, Zoë', '', now())",
)


@pytest.fixture
def older_url(postgres_url: str) -> Iterator[str]:
    """A database as the last version left it that kept things readable."""
    with created_database(postgres_url, f"schalter_older_{uuid4().hex[:12]}") as url:
        engine = create_engine(url)
        with engine.begin() as connection:
            command.upgrade(alembic_config(connection), LAST_READABLE)
        engine.dispose()
        with psycopg.connect(url.replace("+psycopg", "")) as connection:
            for row in ROWS:
                connection.execute(row.encode())
        yield url


async def test_what_was_readable_is_sealed_and_still_there(older_url: str) -> None:
    migrate(older_url, DEMO_KEYS)
    database = Database(older_url, pool_size=1, keys=DEMO_KEYS)
    async with database.transaction(system_scope()) as session:
        assert (await session.get_one(Application, DRAFT)).answers == {"first_names": "Zoë"}
        sent = await session.get_one(Submission, SENT)
        assert (sent.answers, sent.review) == ({"first_names": "Zoë"}, [{"title": "Müller"}])
        assert (await session.get_one(OutgoingMail, MAIL)).body == "Guten Tag, Zoë"
    await database.close()
    assert "Zoë" not in _dump(older_url, "application", "submission", "outgoing_mail")
    assert {key.municipality for key in generations(older_url, DEMO_KEYS)} == {"leer"}


def test_without_a_key_nothing_is_migrated(older_url: str) -> None:
    with pytest.raises(KeyMissing):
        migrate(older_url)
    assert "Zoë" in _dump(older_url, "application")


def _dump(url: str, *tables: str) -> str:
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        rows = [connection.execute(f"SELECT * FROM {t}".encode()).fetchall() for t in tables]
    return str(rows) + "".join(
        value.decode(errors="replace")
        for found in rows
        for row in found
        for value in row
        if isinstance(value, bytes)
    )
