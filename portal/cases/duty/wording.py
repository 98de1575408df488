"""Rules in words."""

from portal.cases.duty.roster import Rule
from portal.catalogue import load_catalogue

ALL_SERVICES = "Alle Leistungen"


def rule_in_words(rule: Rule) -> str:
    """'Hund anmelden, Nachname A bis K'"""
    return ", ".join(part for part in (service_in_words(rule.service), _whose(rule)) if part)


def service_in_words(slug: str) -> str:
    """The service's name; its slug where the content has it no more."""
    if not slug:
        return ALL_SERVICES
    return next((one.name for one in load_catalogue().services if one.slug == slug), slug)


def _whose(rule: Rule) -> str:
    if rule.kind == "district":
        return f"aus {', '.join(rule.districts)}"
    if rule.kind == "surname":
        return f"Nachname {rule.first} bis {rule.last}"
    return ""
