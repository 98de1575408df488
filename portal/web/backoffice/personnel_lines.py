"""What the page "Personal und Rollen" shows, in words."""

from dataclasses import dataclass

from portal.municipalities import all_municipalities, municipality_by_slug
from portal.persistence.database import Scope
from portal.personnel import services_of, words_of
from portal.shared import clock
from portal.workflow.personnel import Personnel


@dataclass(frozen=True)
class Choice:
    """A thing to choose, by its key."""

    key: str
    words: str


@dataclass(frozen=True)
class MemberLine:
    """A member of the team; `me` is who reads."""

    id: str
    name: str
    email: str
    seen: str
    factor: str
    me: bool
    roles: list[Choice]


@dataclass(frozen=True)
class WaitingLine:
    """A role that waits; `mine`: the reader cannot be the second pair of eyes."""

    id: str
    name: str
    role: str
    proposed: str
    until: str
    mine: bool


@dataclass(frozen=True)
class InvitationLine:
    """An invitation nobody has accepted yet."""

    id: str
    email: str
    role: str
    until: str


@dataclass(frozen=True)
class SharedLine:
    """A delegation; `confirmable` where the reader may be the second pair of eyes."""

    id: str
    words: str
    lasts: str
    reason: str
    state: str
    confirmable: bool


def member_lines(found: Personnel) -> list[MemberLine]:
    """The team."""
    return [
        MemberLine(
            id=str(one.id),
            name=one.name,
            email=one.email,
            seen=clock.moment_in_words(one.last_sign_in) if one.last_sign_in else "noch nie",
            factor="eingerichtet" if one.second_factor else "noch nicht eingerichtet",
            me=one.id == found.admin_id,
            roles=[Choice(role.role, role.words) for role in one.roles],
        )
        for one in found.team
    ]


def waiting_lines(found: Personnel) -> list[WaitingLine]:
    """Roles that wait for a second administrator."""
    return [
        WaitingLine(
            id=str(one.proposal.id),
            name=one.name,
            role=words_of(one.proposal.role, one.proposal.services),
            proposed=f"{one.proposed_by}, {clock.moment_in_words(one.proposal.proposed_at)}",
            until=clock.moment_in_words(one.proposal.expires_at),
            mine=one.mine,
        )
        for one in found.waiting
    ]


def invitation_lines(found: Personnel) -> list[InvitationLine]:
    """Open invitations."""
    return [
        InvitationLine(
            id=str(one.id),
            email=one.email,
            role=words_of(one.role, one.services),
            until=clock.moment_in_words(one.expires_at),
        )
        for one in found.invitations
    ]


def shared_lines(found: Personnel, admin: Scope) -> list[SharedLine]:
    """Delegations from and to the reader's municipality."""
    return [
        SharedLine(
            id=str(one.delegation.id),
            words=f"{_service(one.delegation.municipality, one.delegation.service)}:"
            f" {_town(one.delegation.municipality)} an {_town(one.delegation.delegate)}",
            lasts=_lasts(one.delegation.since, one.delegation.until),
            reason=one.delegation.reason,
            state=_state(one.delegation.confirmed_at is not None, one.proposed_by),
            confirmable=one.delegation.confirmed_at is None
            and not one.mine
            and one.delegation.municipality == admin.municipality,
        )
        for one in found.delegations
    ]


def other_towns(here: str) -> list[Choice]:
    """To whom something can be delegated."""
    return [Choice(one.slug, one.full_name) for one in all_municipalities() if one.slug != here]


def _state(confirmed: bool, proposed_by: str) -> str:
    return "in Kraft" if confirmed else f"wartet auf Bestätigung, vorgeschlagen von {proposed_by}"


def _lasts(since: object, until: object) -> str:
    return f"ab {_day(since)}, " + (f"bis {_day(until)}" if until else "bis sie beendet wird")


def _day(day: object) -> str:
    return f"{day:%d.%m.%Y}"


def _town(slug: str) -> str:
    return municipality_by_slug(slug).full_name


def _service(municipality: str, slug: str) -> str:
    return dict(services_of(municipality)).get(slug, slug)
