"""The port to whoever looks for malware in uploads."""

from collections.abc import AsyncIterator
from enum import StrEnum
from typing import Protocol

from portal.errors import InvalidInput, PortalError
from portal.shared.language import N_


class InfectedFile(InvalidInput):
    """The scanner found malware; `signature` is the scanner's name for it, never the file's."""

    message = N_(
        "In dieser Datei wurde Schadsoftware gefunden, deshalb nehmen wir sie nicht an. Bitte "
        "prüfen Sie Ihr Gerät mit einem Virenscanner und wählen Sie eine andere Datei."
    )

    def __init__(self, signature: str) -> None:
        super().__init__()
        self.signature = signature


class ScannerUnavailable(PortalError):
    """No verdict is to be had. `reason` is for the log."""

    message = N_(
        "Dateien können gerade nicht geprüft werden, bitte versuchen Sie es in einigen Minuten "
        "noch einmal. Ihre Angaben bleiben erhalten."
    )

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason


class ScannerState(StrEnum):
    """Whether uploads are examined, for those who run the installation."""

    OFF = "off"
    READY = "ready"
    DOWN = "down"


class Scanner(Protocol):
    """Judges what citizens send before it is kept."""

    async def scan(self, chunks: AsyncIterator[bytes]) -> None:
        """Return if the content is clean. Raises InfectedFile, ScannerUnavailable."""

    async def state(self) -> ScannerState:
        """Whether it answers right now."""


class NoScanner:
    """Where none is configured: everything passes, and /readyz says so."""

    async def scan(self, chunks: AsyncIterator[bytes]) -> None:
        """Nothing is looked at."""

    async def state(self) -> ScannerState:
        """Always OFF."""
        return ScannerState.OFF
