"""What the provider cannot tell the portal, only the person at its page."""

from portal.errors import PortalError


class CannotAnswer(PortalError):
    """The question names no client or no address that an answer may go to (RFC 6749, 4.1.2.1)."""

    message = "Diese Anmeldung kam nicht von diesem Portal und wird darum nicht beantwortet."
