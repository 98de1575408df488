"""The login that the web and the worker use: it owns nothing and cannot step around policies.

Every connection takes the role `portal_app` by a start option; SET ROLE NONE falls back to the
login itself, which must therefore be worth no more (decision record 0002).
"""

import hashlib

import psycopg
from sqlalchemy.engine import make_url

LOGIN = "portal_login"

_IS_ABOVE_POLICIES = """
SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user
"""
_OWNS_TABLES = """
SELECT EXISTS (
    SELECT FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE relkind IN ('r', 'p') AND nspname IN ('public', 'dbos')
      AND pg_has_role(session_user, relowner, 'MEMBER')
)
"""
_MAKES_ROLES = "SELECT rolcreaterole FROM pg_roles WHERE rolname = session_user"


def derived_password(password: str, purpose: str) -> str:
    """Another password made of this one, from which this one cannot be told."""
    return hashlib.sha256(f"{purpose}\n{password}".encode()).hexdigest()


def login_url(owner_url: str) -> str:
    """The login's URL at the embedded database whose owner's URL this is."""
    url = make_url(owner_url)
    password = derived_password(str(url.password), LOGIN)
    return url.set(username=LOGIN, password=password).render_as_string(hide_password=False)


def excess_powers(url: str) -> list[str]:
    """What the login of `url` can do that the portal's never should, in German words.

    Raises psycopg.OperationalError where the database does not answer.
    """
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, connect_timeout=10) as connection:
        checks = {
            "sie umgeht die Zeilenregeln (SUPERUSER oder BYPASSRLS)": _IS_ABOVE_POLICIES,
            "ihr gehören Tabellen des Portals": _OWNS_TABLES,
            "sie darf Rollen anlegen (CREATEROLE)": _MAKES_ROLES,
        }
        return [words for words, query in checks.items() if _is_true(connection, query)]


def _is_true(connection: psycopg.Connection, query: str) -> bool:
    row = connection.execute(query.encode()).fetchone()
    return bool(row and row[0])
