"""Signing in with a service account: there and back, linked, stepped up, signed out again."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey
from sqlalchemy import func, select

from portal.identity import Account, SessionInfo, TrustLevel, register, start_session
from portal.identity.federated_tables import IdentityLink, ServiceAccountWay
from portal.identity.federated_ways import Purpose
from portal.identity.provider import (
    AddressTaken,
    AnswerRefused,
    LevelStillTooLow,
    LinkedElsewhere,
    OnlyWayIn,
    OtherServiceAccount,
    ProviderDown,
    ServiceAccountFault,
    SignInCancelled,
    WayUnknown,
)
from portal.identity.retention import forget_what_is_over, unconfirmed_accounts
from portal.identity.tables import Session
from portal.identity.told_sessions import attributes_of
from portal.persistence.database import Database, system_scope
from portal.shared import clock
from portal.workflow import federated
from portal.workflow.federated import Errand
from portal.workflow.services import Services
from portal.workflow.signing_in import Arrival
from tests.support.accounts import (
    HOST,
    Mailbox,
    a_citizen,
    a_registration,
    a_visitor,
    session_of,
)
from tests.support.cases import TownHall
from tests.support.openid import ISSUER, PERSON, AProvider, a_key

BACK = "http://papenburg.localhost:3000/anmelden/servicekonto/zurueck/"
FORM = "/antrag/meldebescheinigung/?schritt=pruefen"
WEAK, STRONG = "STORK-QAA-Level-1", "STORK-QAA-Level-3"


@dataclass
class Portal:
    """A portal with one provider, and a browser in it."""

    database: Database
    provider: AProvider = field(default_factory=AProvider)

    def __post_init__(self) -> None:
        town = TownHall(self.database)
        self.services: Services = replace(
            town.services, service_accounts={"land": self.provider.portal_side()}
        )

    async def set_out(
        self,
        visit: SessionInfo,
        purpose: Purpose = "sign_in",
        wanted: TrustLevel = TrustLevel.SUBSTANTIAL,
    ) -> str:
        errand = Errand("land", purpose, wanted, FORM, BACK)
        return await federated.set_out(self.services, visit, errand)

    async def come_back(self, visit: SessionInfo | None, answer: dict[str, str]) -> SessionInfo:
        signed_in = await federated.come_back(self.services, Arrival(HOST, visit), answer)
        found = await session_of(self.database, signed_in.token)
        assert found is not None and signed_in.continue_to == FORM
        return found

    async def sign_in(
        self, visit: SessionInfo, acr: str = STRONG, purpose: Purpose = "sign_in", **claims: Any
    ) -> SessionInfo:
        address = await self.set_out(visit, purpose)
        return await self.come_back(visit, self.provider.sign_in(address, acr, **claims))

    async def citizen(self, email: str = "anna@post.example") -> SessionInfo:
        """Signed in with their password."""
        account = await a_citizen(self.database, email)
        async with self.database.transaction(system_scope()) as session:
            begun = await start_session(session, HOST, account.id, method="password")
        info = await session_of(self.database, begun.token)
        assert info is not None
        return info

    async def count(self, *tables: type) -> list[int]:
        async with self.database.transaction(system_scope()) as session:
            return [
                await session.scalar(select(func.count()).select_from(table)) or 0
                for table in tables
            ]


@pytest.fixture
def portal(database: Database) -> Portal:
    return Portal(database)


async def test_who_comes_for_the_first_time_gets_an_account_of_the_proven_name(
    portal: Portal,
) -> None:
    visit = await a_visitor(portal.database)
    info = await portal.sign_in(visit)
    assert (info.is_citizen, info.display_name) == (True, "Anneke Marie Behrens")
    assert (info.trust_level, info.email) == (TrustLevel.SUBSTANTIAL, "")
    assert info.id != visit.id
    again = await portal.sign_in(await a_visitor(portal.database), WEAK)
    assert again.account_id == info.account_id
    assert again.trust_level is TrustLevel.BASIC, "the level is this sign-in's"


async def test_a_sign_in_without_an_email_address_is_never_taken_for_an_unconfirmed_account(
    portal: Portal,
) -> None:
    info = await portal.sign_in(await a_visitor(portal.database))
    async with portal.database.transaction(system_scope()) as session:
        with clock.pretend(clock.now() + timedelta(days=60)):
            assert await unconfirmed_accounts(session) == []
            await forget_what_is_over(session)
        assert await session.get(Account, info.account_id)


async def test_what_the_service_account_vouches_for_can_be_read_for_the_form(
    portal: Portal,
) -> None:
    info = await portal.sign_in(await a_visitor(portal.database))
    async with portal.database.transaction(info.scope) as session:
        told = await attributes_of(session, portal.services.secret_key, info)
    assert told is not None and told.level is TrustLevel.SUBSTANTIAL
    assert told.values == {
        "given_name": "Anneke Marie",
        "family_name": "Behrens",
        "birth_date": "1988-04-12",
        "street": "Hauptkanal rechts",
        "house_number": "12",
        "city": "Papenburg",
    }


async def test_after_the_installations_secret_changed_people_still_sign_out(
    portal: Portal,
) -> None:
    info = await portal.sign_in(await a_visitor(portal.database))
    portal.services = replace(portal.services, secret_key=b"n" * 32)
    assert await federated.proven_attributes(portal.services, info) is None
    assert await federated.way_out(portal.services, info, "http://papenburg.localhost/weg/") is None


async def test_a_verified_address_that_nobody_has_becomes_the_accounts(portal: Portal) -> None:
    info = await portal.sign_in(
        await a_visitor(portal.database), email="Neu@post.example", email_verified=True
    )
    assert info.email == "neu@post.example"


async def test_an_account_is_never_found_by_its_email_address(portal: Portal) -> None:
    anna = await a_citizen(portal.database)
    with pytest.raises(AddressTaken):
        await portal.sign_in(
            await a_visitor(portal.database), email=anna.email, email_verified=True
        )
    info = await portal.sign_in(await a_visitor(portal.database), email=anna.email)
    assert info.account_id != anna.id and info.email == ""


async def test_an_address_somebody_merely_typed_in_keeps_nobody_out(portal: Portal) -> None:
    async with portal.database.transaction(system_scope()) as session:
        await register(session, Mailbox(), a_registration())
    info = await portal.sign_in(
        await a_visitor(portal.database), email="anna@post.example", email_verified=True
    )
    assert info.email == ""


async def test_an_answer_counts_once_and_only_in_the_browser_that_set_out(portal: Portal) -> None:
    visit, thief = await a_visitor(portal.database), await a_visitor(portal.database)
    answer = portal.provider.sign_in(await portal.set_out(visit))
    for stranger in (thief, None):
        with pytest.raises(WayUnknown):
            await portal.come_back(stranger, answer)
    await portal.come_back(visit, answer)
    with pytest.raises(WayUnknown):
        await portal.come_back(visit, answer)
    with pytest.raises(WayUnknown):
        await portal.come_back(visit, {"code": "x", "state": "erfunden", "iss": ISSUER})


async def test_after_ten_minutes_the_way_is_forgotten(portal: Portal) -> None:
    visit = await a_visitor(portal.database)
    answer = portal.provider.sign_in(await portal.set_out(visit))
    with clock.pretend(clock.now() + timedelta(minutes=11)), pytest.raises(WayUnknown):
        await portal.come_back(visit, answer)


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"nonce": "ein anderer"}, "id token: nonce"),
        ({"iss": "https://anderswo.example"}, "id token: iss"),
        ({"aud": "jemand-anderes"}, "id token: aud"),
        ({"aud": ["schalter", "noch-jemand"]}, "id token: azp"),
        ({"azp": "jemand-anderes"}, "id token: azp"),
        ({"exp": 1_000_000}, "id token: exp"),
        ({"iat": 4_000_000_000}, "id token: iat"),
        ({"nbf": 4_000_000_000}, "id token: nbf"),
        ({"sub": ""}, "id token: sub"),
        ({"bPK2": None}, "account key is missing"),
        ({"bPK2": ["bpk-1"]}, "account key is missing"),
    ],
)
async def test_an_id_token_that_says_something_else_signs_nobody_in(
    portal: Portal, claims: dict[str, Any], reason: str
) -> None:
    visit = await a_visitor(portal.database)
    with pytest.raises(AnswerRefused) as refused:
        await portal.sign_in(visit, **claims)
    assert (refused.value.reason, refused.value.continue_to) == (reason, FORM)
    assert await portal.count(Account, IdentityLink) == [0, 0]


async def test_only_the_providers_own_signature_counts(portal: Portal) -> None:
    secret = OctKey.import_key("geheim genug, und lang genug für HS256")
    foreign = a_key("fremd")
    forged = {
        "none": lambda claims: "eyJhbGciOiJub25lIn0.e30.",
        "shared secret": lambda claims: jwt.encode({"alg": "HS256", "kid": "eins"}, claims, secret),
        "foreign key": lambda claims: jwt.encode({"alg": "RS256", "kid": "eins"}, claims, foreign),
        "unknown key": lambda claims: jwt.encode({"alg": "RS256", "kid": "zwei"}, claims, foreign),
        "no token": lambda claims: "",
    }
    for name, signs in forged.items():
        portal.provider.signs = signs
        with pytest.raises(AnswerRefused):
            await portal.sign_in(await a_visitor(portal.database))
        assert await portal.count(Account) == [0], name


async def test_a_new_key_is_fetched_when_a_token_names_it_but_not_for_every_invented_one(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    await portal.sign_in(await a_visitor(portal.database))
    portal.provider.keys.append(a_key("zwei"))
    with pytest.raises(AnswerRefused):
        await portal.sign_in(await a_visitor(portal.database))
    assert portal.provider.asked.count("/jwks") == 1
    monkeypatch.setattr("portal.integrations.oidc_metadata.KEYS_AGAIN_SECONDS", 0.0)
    await portal.sign_in(await a_visitor(portal.database))
    assert portal.provider.asked.count("/jwks") == 2


async def test_the_answer_of_another_provider_is_not_taken_for_ours(portal: Portal) -> None:
    for iss in ("https://angreifer.example", None):
        visit = await a_visitor(portal.database)
        answer = portal.provider.sign_in(await portal.set_out(visit))
        answer.pop("iss")
        with pytest.raises(AnswerRefused) as refused:
            await portal.come_back(visit, answer | ({"iss": iss} if iss else {}))
        assert refused.value.reason == "iss of the answer"


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        ("access_denied", SignInCancelled),
        ("temporarily_unavailable", ProviderDown),
        ("unmet_authentication_requirements", LevelStillTooLow),
        ("invalid_request", AnswerRefused),
        ("<script>", AnswerRefused),
    ],
)
async def test_what_the_provider_answers_instead_is_told_apart(
    portal: Portal, error: str, fault: type[ServiceAccountFault]
) -> None:
    visit = await a_visitor(portal.database)
    answer = portal.provider.sign_in(await portal.set_out(visit))
    with pytest.raises(fault) as refused:
        await portal.come_back(visit, {"error": error, "state": answer["state"], "iss": ISSUER})
    assert "<" not in refused.value.reason


async def test_a_code_redeemed_elsewhere_or_a_provider_that_is_down_changes_nothing(
    portal: Portal,
) -> None:
    visit = await a_visitor(portal.database)
    answer = portal.provider.sign_in(await portal.set_out(visit))
    with pytest.raises(AnswerRefused) as refused:
        await portal.come_back(visit, answer | {"code": "erfunden"})
    assert refused.value.reason == "token endpoint: invalid_grant"
    portal.provider.is_down = True
    fresh = Portal(portal.database, AProvider(is_down=True))
    with pytest.raises(ProviderDown):
        await fresh.set_out(visit)
    assert await portal.count(Account) == [0]


async def test_who_is_signed_in_links_and_from_then_on_comes_in_by_either(portal: Portal) -> None:
    anna = await portal.citizen()
    linked = await portal.sign_in(anna, purpose="link")
    assert linked.account_id == anna.account_id and linked.id != anna.id
    assert linked.trust_level is TrustLevel.SUBSTANTIAL
    assert await session_of_id(portal, anna) is None, "the session before has ended"
    later = await portal.sign_in(await a_visitor(portal.database))
    assert later.account_id == anna.account_id


async def test_a_service_account_of_somebody_else_is_refused_and_nothing_changes(
    portal: Portal,
) -> None:
    await portal.sign_in(await a_visitor(portal.database))
    anna = await portal.citizen()
    for purpose in ("link", "step_up"):
        with pytest.raises(LinkedElsewhere):
            await portal.sign_in(anna, purpose=purpose)
    assert (await found(portal, anna)).trust_level is TrustLevel.BASIC
    with pytest.raises(OtherServiceAccount):
        await portal.sign_in(anna, purpose="reauth", bPK2="bpk-2")


async def test_one_account_has_one_service_account_of_a_provider(portal: Portal) -> None:
    anna = await portal.sign_in(await portal.citizen(), purpose="link")
    with pytest.raises(OtherServiceAccount):
        await portal.sign_in(anna, purpose="link", bPK2="bpk-2", sub="person-2")
    assert await portal.count(IdentityLink) == [1]


async def test_a_step_up_that_returns_too_low_a_level_changes_nothing(portal: Portal) -> None:
    anna = await portal.citizen()
    with pytest.raises(LevelStillTooLow) as refused:
        await portal.sign_in(anna, WEAK, purpose="step_up")
    assert refused.value.continue_to == FORM
    assert (await found(portal, anna)).trust_level is TrustLevel.BASIC
    assert await portal.count(IdentityLink) == [0]
    raised = await portal.sign_in(anna, purpose="step_up")
    assert raised.trust_level is TrustLevel.SUBSTANTIAL


async def test_a_confirmation_needs_a_sign_in_after_it_was_asked_for(portal: Portal) -> None:
    anna = await portal.sign_in(await portal.citizen(), purpose="link")
    before = int((clock.now() - timedelta(minutes=20)).timestamp())
    for auth_time in (before, None, True):
        with pytest.raises(AnswerRefused, match="prüfen"):
            await portal.sign_in(anna, purpose="reauth", auth_time=auth_time)
    again = await portal.sign_in(anna, purpose="reauth")
    assert again.account_id == anna.account_id


async def test_a_link_can_be_undone_unless_it_is_the_only_way_in(portal: Portal) -> None:
    anna = await portal.sign_in(await portal.citizen(), purpose="link")
    (link,) = await federated.links_of(portal.services, anna)
    await federated.unlink_service_account(portal.services, anna, link.id)
    assert (await found(portal, anna)).trust_level is TrustLevel.BASIC
    other = await portal.sign_in(await a_visitor(portal.database))
    assert other.account_id != anna.account_id
    (only,) = await federated.links_of(portal.services, other)
    with pytest.raises(OnlyWayIn):
        await federated.unlink_service_account(portal.services, other, only.id)


async def test_an_erased_account_is_not_found_again(portal: Portal) -> None:
    info = await portal.sign_in(await a_visitor(portal.database))
    async with portal.database.transaction(system_scope()) as session:
        account = await session.get_one(Account, info.account_id)
        account.erased_at = clock.now()
    again = await portal.sign_in(await a_visitor(portal.database))
    assert again.account_id != info.account_id


async def test_signing_out_at_the_provider_ends_the_session_here_at_once(portal: Portal) -> None:
    info = await portal.sign_in(await a_visitor(portal.database))
    elsewhere = await portal.sign_in(await a_visitor(portal.database), sid="sitzung-2")
    token = portal.provider.logout_token()
    assert await federated.end_sessions(portal.services, "land", token) == 1
    assert await session_of_id(portal, info) is None
    assert await session_of_id(portal, elsewhere), "another session at the provider goes on"
    with pytest.raises(AnswerRefused):
        await federated.end_sessions(portal.services, "land", token)
    await federated.end_sessions(portal.services, "", portal.provider.logout_token(sid=None))
    assert await session_of_id(portal, elsewhere) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"nonce": "n"},
        {"events": None},
        {"events": {"http://schemas.openid.net/event/backchannel-logout": "x"}},
        {"sub": None, "sid": None},
        {"jti": None},
        {"exp": None},
        {"exp": 1_000_000},
        {"exp": 4_000_000_000},
        {"iat": None},
        {"iss": "https://anderswo.example"},
        {"aud": "jemand-anderes"},
        {"sub": 7},
    ],
)
async def test_a_logout_token_that_is_not_in_order_ends_nothing(
    portal: Portal, changes: dict[str, Any]
) -> None:
    info = await portal.sign_in(await a_visitor(portal.database))
    with pytest.raises(AnswerRefused):
        await federated.end_sessions(
            portal.services, "land", portal.provider.logout_token(**changes)
        )
    assert await session_of_id(portal, info)


async def test_an_id_token_is_no_logout_token(portal: Portal) -> None:
    await portal.sign_in(await a_visitor(portal.database))
    claims = {"iss": ISSUER, "aud": "schalter", "jti": "1", **PERSON}
    with pytest.raises(AnswerRefused) as refused:
        await federated.end_sessions(portal.services, "land", portal.provider.signed(claims))
    assert refused.value.reason == "logout token: typ"


async def test_who_signs_out_is_offered_to_sign_out_there_too(portal: Portal) -> None:
    info = await portal.sign_in(await a_visitor(portal.database))
    there = await federated.way_out(portal.services, info, "http://papenburg.localhost/weg/")
    assert there is not None and there.address == f"{ISSUER}/logout"
    assert there.fields["id_token_hint"].count(".") == 2
    anna = await portal.citizen()
    assert await federated.way_out(portal.services, anna, "http://papenburg.localhost/weg/") is None


async def test_verifier_and_state_never_travel_nor_stay(portal: Portal) -> None:
    visit = await a_visitor(portal.database)
    address = await portal.set_out(visit)
    async with portal.database.transaction(system_scope()) as session:
        row = (await session.scalars(select(ServiceAccountWay))).one()
        assert row.verifier not in address
        assert row.state_digest not in address
    assert "acr_values=STORK-QAA-Level-3" in address and "code_challenge_method=S256" in address
    async with portal.database.transaction(system_scope()) as session:
        with clock.pretend(clock.now() + timedelta(days=2)):
            await forget_what_is_over(session)
        left = select(func.count()).select_from(ServiceAccountWay)
        assert await session.scalar(left) == 0


async def found(portal: Portal, info: SessionInfo) -> SessionInfo:
    here = await session_of_id(portal, info)
    assert here is not None
    return here


async def session_of_id(portal: Portal, info: SessionInfo) -> SessionInfo | None:
    """The same session, as it is now."""
    async with portal.database.transaction(system_scope()) as session:
        row = await session.get_one(Session, info.id)
        if row.revoked_at is not None:
            return None
        account = await session.get_one(Account, row.account_id)
        level = TrustLevel(account.trust_level).or_higher(TrustLevel(row.trust_level))
        return replace(info, trust_level=level)
