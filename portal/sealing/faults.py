"""What goes wrong with sealed data. No message ever holds a key or what was sealed."""

from portal.errors import ConfigurationFault, PortalError
from portal.shared.language import N_


class SealBroken(PortalError):
    """Sealed data were changed, cut off, moved to another place or sealed by an unknown key."""

    message = N_(
        "Gespeicherte Angaben lassen sich nicht lesen: Sie sind beschädigt oder gehören nicht "
        "hierher. Bitte wenden Sie sich an Ihre Verwaltung."
    )


class KeyMissing(ConfigurationFault):
    """A data key is locked by a key that PORTAL_DATA_KEYS does not name; the message says which."""
