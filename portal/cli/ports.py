"""Ports of this machine: is one taken, and how to say so in a sentence."""

import contextlib
import socket

from portal.errors import ConfigurationFault

LOOPBACKS = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))


def read_port(text: str) -> int:
    """The port that `text` names; raises ConfigurationFault if it names none."""
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise ConfigurationFault(f"PORT={text} ist keine Portnummer zwischen 1 und 65535.")
    return int(text)


def require_free_port(port: int, address: str = "127.0.0.1") -> None:
    """Raise ConfigurationFault if anybody listens on `port`, or if we may not."""
    if any(_answers(family, host, port) for family, host in LOOPBACKS):
        raise ConfigurationFault(describe_port_in_use(port))
    try:
        with contextlib.closing(socket.socket()) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((address, port))
    except PermissionError:
        raise ConfigurationFault(
            f"Port {port} ist nur für die Systemverwaltung; wählen Sie einen ab 1024."
        ) from None
    except OSError:
        raise ConfigurationFault(describe_port_in_use(port)) from None


def describe_port_in_use(port: int) -> str:
    """One sentence that names the port and a way out."""
    return f"Port {port} ist schon belegt; ein anderer geht mit: make run PORT={port + 100}"


def _answers(family: socket.AddressFamily, host: str, port: int) -> bool:
    """A browser asks ::1 as well for *.localhost: a foreign server there would get our visitors."""
    with contextlib.suppress(OSError), contextlib.closing(socket.socket(family)) as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((host, port)) == 0
    return False
