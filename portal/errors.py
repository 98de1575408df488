"""The portal's errors: each states a fact. The web maps them to words and codes."""

from portal.shared.language import N_, _


class PortalError(Exception):
    """Base of everything the portal refuses. `message` is plain, fit to be shown: in the language
    spoken when it was raised; a class states its own in German.
    """

    message = N_("Das hat leider nicht geklappt. Bitte versuchen Sie es noch einmal.")

    def __init__(self, message: str | None = None) -> None:
        self.message = message or _(self.message)
        super().__init__(self.message)


class NotFound(PortalError):
    """The thing asked for does not exist, or not for whom asks: the two are never told apart."""

    message = N_("Das haben wir nicht gefunden.")


class NotAllowed(PortalError):
    """The actor may not do this."""

    message = N_("Dafür fehlt Ihnen die Berechtigung.")


class SignInRequired(PortalError):
    """The action needs a signed-in citizen."""

    message = N_("Bitte melden Sie sich an.")


class TrustLevelTooLow(PortalError):
    """The account's trust level is below what the service needs (domain rule: account levels)."""

    message = N_("Für diese Leistung müssen Sie sich einmal ausweisen.")


class Conflict(PortalError):
    """The thing has moved on since it was last seen; look again."""

    message = N_("Das hat sich inzwischen geändert. Bitte sehen Sie noch einmal nach.")


class InvalidInput(PortalError):
    """What was entered cannot be accepted; the message says how to mend it."""

    message = N_("Bitte prüfen Sie Ihre Angaben.")


class InvalidField(InvalidInput):
    """What was entered in one field cannot be accepted; `field` is its name in the form."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class ContentFault(PortalError):
    """A content file is wrong: file, line and reason in the message."""


class ConfigurationFault(PortalError):
    """The installation's settings are incomplete or contradictory; the message names each."""
