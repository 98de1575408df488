"""Composition root: the only place that chooses adapters. Used by the web, the worker, the CLI."""

import logging
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path

import psycopg

from portal.applications import keep_definitions
from portal.catalogue import load_catalogue
from portal.catalogue.search import fill_rows, inventory_of, load_wording
from portal.errors import ConfigurationFault
from portal.files.local_store import LocalFileStore
from portal.files.scanner import NoScanner
from portal.files.storage import FileStore
from portal.identity.provider import IdentityProvider
from portal.identity.provider_config import ServiceAccount, read_service_accounts
from portal.integrations import dbos
from portal.integrations.clamav import ClamAv
from portal.integrations.demo.bank import BankOrder, Decision, DemoBank, Feedback
from portal.integrations.demo.callbacks import DEMO_BANK_FOLLOW_UPS
from portal.integrations.demo.mailbox import DemoMailbox, ReceivedMail, read_mailbox
from portal.integrations.demo.openid_provider import (
    LEVELS,
    PEOPLE,
    TELL_PORTAL,
    CannotAnswer,
    Choice,
    DemoServicekonto,
    Person,
    Question,
    Reply,
    SignedIn,
    client_secret,
)
from portal.integrations.smtp import SmtpMailer
from portal.integrations.transfer import BankTransfer
from portal.integrations.webpush import WebPush
from portal.municipalities import (
    all_municipalities,
    municipality_by_host,
    municipality_by_slug,
)
from portal.notifications.mailer import Mailer
from portal.notifications.outbox import PortalUrl
from portal.notifications.push import NoPusher, Pusher
from portal.payment_accounts import PaymentAccount
from portal.payments.provider import PaymentProvider
from portal.persistence.data_keys import require_keys
from portal.persistence.database import Database, app_role_url, system_scope
from portal.persistence.follow_ups import FollowUps
from portal.persistence.login import excess_powers
from portal.persistence.migrate import migrate
from portal.sealing import KeyEncryptionKeys
from portal.settings import Settings, load_settings, secret_named
from portal.workflow import demo, file_keys
from portal.workflow.file_keys import Renewed
from portal.workflow.follow_ups import FOLLOW_UPS, FollowUp
from portal.workflow.reconciliation import schedule_reconciliation
from portal.workflow.services import Services
from portal.workflow.tidying import schedule_tidying

log = logging.getLogger(__name__)

# What the demo's own pages need of the demo's adapters.
__all__ = [
    "LEVELS",
    "PEOPLE",
    "BankOrder",
    "CannotAnswer",
    "Choice",
    "Decision",
    "DemoBank",
    "DemoServicekonto",
    "Feedback",
    "Person",
    "Question",
    "ReceivedMail",
    "Reply",
    "SignedIn",
    "read_mailbox",
]


def migrate_database(owner_url: str, keys: KeyEncryptionKeys | None = None) -> None:
    """Bring the portal's tables and the follow-ups' tables to the newest version, as the owner,
    and the catalogue's rows to the content. Raises FaultyFile, KeyMissing."""
    migrate(owner_url, keys)
    dbos.prepare_schema(owner_url)
    fill_catalogue(owner_url)


def fill_catalogue(owner_url: str) -> bool:
    """Make the catalogue's rows those of the content files; False where they already are."""
    services = load_catalogue().services
    return fill_rows(owner_url, inventory_of(services, all_municipalities()), load_wording())


def require_bound_login(settings: Settings) -> None:
    """Refuse a login that row-level security does not bind; a demo is only warned.

    Raises ConfigurationFault, also where the database does not answer.
    """
    _require_database(settings)
    try:
        powers = excess_powers(settings.database_url)
    except psycopg.OperationalError:
        raise ConfigurationFault("Die Datenbank (PORTAL_DATABASE_URL) antwortet nicht.") from None
    if not powers:
        return
    words = f"Die Anmeldung in PORTAL_DATABASE_URL darf zu viel: {', '.join(powers)}."
    if not settings.demo:
        raise ConfigurationFault(f"{words} Wie sie angelegt wird, steht in docs/running.md.")
    log.warning(words)


def require_sound_database(settings: Settings) -> None:
    """Refuse a login that may too much, and data that the keys do not open.

    Raises ConfigurationFault, of keys KeyMissing.
    """
    require_bound_login(settings)
    require_keys(app_role_url(settings.database_url), settings.data_keys)


def build_services(settings: Settings) -> Services:
    """The adapters for this process and event loop. Raises ConfigurationFault."""
    _require_database(settings)
    database = Database(settings.database_url, keys=settings.data_keys)
    follow_ups = dbos.DbosFollowUps(settings.database_url)
    return Services(
        database=database,
        follow_ups=follow_ups,
        mailer=_mailer(settings, database),
        providers=_providers(settings, database, follow_ups),
        file_store=_file_store(settings, database),
        portal_url=_portal_url(settings),
        demo=settings.demo,
        secret_key=settings.secret_key,
        service_accounts=service_accounts(settings),
        draft_lifetime=timedelta(days=settings.draft_days),
        scanner=ClamAv(settings.clamav) if settings.clamav else NoScanner(),
        pusher=_pusher(settings),
    )


async def run_worker(slot: str = "1") -> None:
    """Run follow-ups until SIGTERM or SIGINT. Each worker of an installation has its own slot:
    what one leaves undone at its death, the next in the same slot finishes."""
    settings = load_settings()
    services = build_services(settings)
    named = {**FOLLOW_UPS, **(_demo_follow_ups(settings, services) if settings.demo else {})}
    follow_ups = {name: partial(follow_up, services) for name, follow_up in named.items()}
    try:
        async with services.database.transaction(system_scope()) as session:
            await schedule_tidying(session, services.follow_ups)
            await schedule_reconciliation(session, services.follow_ups)
            await keep_definitions(session, load_catalogue().services)
        await dbos.run_worker(settings.database_url, follow_ups, executor_id=f"worker-{slot}")
    finally:
        await services.close()


async def load_demo() -> None:
    """Bring in the demo's accounts and cases where they are missing; in demo mode only."""
    settings = load_settings()
    _require_demo(settings)
    services = build_services(settings)
    try:
        await demo.load_demo(services)
    finally:
        await services.close()


async def renew_file_keys(settings: Settings) -> Renewed:
    """Lock every upload with the newest key of its municipality."""
    services = build_services(settings)
    try:
        return await file_keys.renew_file_keys(services)
    finally:
        await services.close()


async def reset_demo(services: Services) -> None:
    """Empty the database and the file store, and load the demo again; in demo mode only."""
    settings = load_settings()
    _require_demo(settings)
    await demo.reset_demo(settings.owner_database_url, services)


def demo_servicekonto(settings: Settings, services: Services) -> DemoServicekonto:
    """The demo's OpenID provider. Raises ConfigurationFault outside the demo."""
    _require_demo(settings)
    return DemoServicekonto(
        database=services.database,
        follow_ups=services.follow_ups,
        secret_key=settings.secret_key,
        issuer=f"{settings.public_origin}/demo/servicekonto",
        is_own_origin=partial(_is_own_origin, settings),
        loopback=_loopback(settings),
    )


def _demo_follow_ups(settings: Settings, services: Services) -> Mapping[str, FollowUp]:
    servicekonto = demo_servicekonto(settings, services)
    return {**DEMO_BANK_FOLLOW_UPS, TELL_PORTAL: servicekonto.tell_portal}


def _require_database(settings: Settings) -> None:
    if not settings.database_url:
        raise ConfigurationFault("PORTAL_DATABASE_URL fehlt: „make run“ setzt sie selbst.")


def _require_demo(settings: Settings) -> None:
    if not settings.demo:
        raise ConfigurationFault("Das gibt es nur in der Vorführung (PORTAL_DEMO=1).")


def _pusher(settings: Settings) -> Pusher:
    """A demo may push: a browser has to ask for it, and nothing personal is in it."""
    if not settings.push_key:
        return NoPusher()
    return WebPush(settings.push_key, settings.mail_from, settings.push_services)


def _mailer(settings: Settings, database: Database) -> Mailer:
    """A demo never writes to anybody outside."""
    if settings.demo:
        return DemoMailbox(database)
    return SmtpMailer(settings.smtp_url, settings.mail_from)


def _providers(
    settings: Settings, database: Database, follow_ups: FollowUps
) -> dict[str, PaymentProvider]:
    """By name; for a method that several of an account offer, the first serves."""
    chosen: list[PaymentProvider] = []
    for account in settings.payment_accounts:
        chosen += _providers_of(account)
    if settings.demo:
        chosen.append(DemoBank(database, follow_ups, settings.secret_key, _loopback(settings)))
    chosen.append(BankTransfer(database, follow_ups))
    return {provider.name: provider for provider in chosen}


def _providers_of(account: PaymentAccount) -> Iterator[PaymentProvider]:
    """Before Stripe, PayPal itself."""
    if account.paypal_client_id:
        from portal.integrations.paypal import PayPalCheckout

        yield PayPalCheckout(
            account.paypal_client_id,
            account.paypal_client_secret,
            account.paypal_webhook_id,
            account.paypal_api_base,
            account=account.name,
        )
    if account.stripe_secret_key:
        from portal.integrations.stripe import StripeCheckout

        yield StripeCheckout(
            account.stripe_secret_key,
            account.stripe_webhook_secret,
            account.stripe_api_base,
            account.stripe_methods,
            account=account.name,
            connected=account.stripe_connected,
        )


def service_accounts(settings: Settings) -> dict[str, IdentityProvider]:
    """The configured providers by id; without a configuration, the demo has its own.

    Raises FaultyFile, ConfigurationFault where a client's secret is missing.
    """
    if settings.servicekonten:
        from portal.integrations.oidc import OpenIdProvider

        configured = read_service_accounts(Path(settings.servicekonten))
        return {each.id: OpenIdProvider(each, _client_secret(each)) for each in configured}
    if not settings.demo:
        return {}
    from portal.integrations.demo.service_account import demo_service_account

    demo = demo_service_account(
        settings.public_origin, _loopback(settings), client_secret(settings.secret_key)
    )
    return {demo.config.id: demo}


def _client_secret(config: ServiceAccount) -> str:
    variable = config.client_secret_variable
    return secret_named(variable) if variable else ""


def _loopback(settings: Settings) -> str:
    """Where this machine reaches the portal, whatever its hosts are called."""
    return f"{'https' if settings.https else 'http'}://127.0.0.1:{settings.port}"


def _file_store(settings: Settings, database: Database) -> FileStore:
    return LocalFileStore(settings.var_dir / "files", settings.file_key, database.data_keys)


def _portal_url(settings: Settings) -> PortalUrl:
    def address(municipality: str, path: str) -> str:
        return f"{_origin(settings, municipality)}{path}"

    return address


def _origin(settings: Settings, municipality: str) -> str:
    """In LAN mode the machine's address is the one municipality; the hosts that the content
    names are the real ones, which a demo must not send anybody to."""
    bare = settings.public_origin
    if settings.lan_municipality:
        return bare
    hosts = municipality_by_slug(municipality).hosts
    if hosts and not settings.demo:
        return f"https://{hosts[0]}"
    scheme, _, host = bare.partition("://")
    return f"{scheme}://{municipality}.{host}"


def _is_own_origin(settings: Settings, origin: str) -> bool:
    """Whether it is that of a municipality's portal, or the bare host's."""
    scheme, _, host = origin.partition("://")
    bare_scheme, _, bare_host = settings.public_origin.partition("://")
    if scheme != bare_scheme or not re.fullmatch(r"[a-z0-9.-]{1,253}(:[0-9]{1,5})?", host):
        return False
    if host == bare_host:
        return True
    same_port = host.partition(":")[2] == bare_host.partition(":")[2]
    return same_port and municipality_by_host(host, settings.base_domain) is not None
