"""The demo's Servicekonto: an OpenID provider of its own inside the portal's web process.

It stands in for the federal or state account, speaks OpenID Connect Core 1.0 and vouches for
invented people at the level that a tester picks. authlib does the protocol; rows in the portal's
database let it live in several processes and through restarts.
"""

from portal.integrations.demo.openid_provider.authorize import Choice, Question
from portal.integrations.demo.openid_provider.faults import CannotAnswer
from portal.integrations.demo.openid_provider.keys import client_secret
from portal.integrations.demo.openid_provider.logout import TELL_PORTAL
from portal.integrations.demo.openid_provider.people import LEVELS, PEOPLE, Person
from portal.integrations.demo.openid_provider.protocol import CLIENT_ID, Pairs, Reply
from portal.integrations.demo.openid_provider.provider import DemoServicekonto
from portal.integrations.demo.openid_provider.sessions import SignedIn

__all__ = [
    "CLIENT_ID",
    "LEVELS",
    "PEOPLE",
    "TELL_PORTAL",
    "CannotAnswer",
    "Choice",
    "DemoServicekonto",
    "Pairs",
    "Person",
    "Question",
    "Reply",
    "SignedIn",
    "client_secret",
]
