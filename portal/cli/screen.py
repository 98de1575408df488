"""What the person at the terminal reads, in German."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import segno

DEMO_PASSWORD = "demo-Passwort-2026"  # noqa: S105 - public, for made-up people only
DEMO_ACCOUNTS = (
    ("buerger@demo.example", "Bürgerin, Vertrauensniveau Basis"),
    ("identifiziert@demo.example", "Bürger, im Bürgerbüro ausgewiesen"),
    ("sachbearbeitung@demo.example", "Sachbearbeitung Papenburg"),
    ("sachbearbeitung.leer@demo.example", "Sachbearbeitung Stadt Leer"),
    ("buergerbuero@demo.example", "Bürgerbüro Papenburg, weist Personen aus"),
    ("leitung@demo.example", "Leitung Papenburg"),
    ("kasse@demo.example", "Zweite Leitung Papenburg, für Erstattungen"),
    ("admin@demo.example", "Verwaltung der Installation"),
    ("personal@demo.example", "Personal und Rollen Papenburg"),
    ("meldewesen@demo.example", "Meldewesen Papenburg, nur Meldebescheinigungen"),
)
STOPPING = "Beenden: Strg+C. Die Daten bleiben in var/, Protokolle stehen in var/log/."


@dataclass(frozen=True)
class Addresses:
    """Where a started portal is found; each ends with a slash."""

    portal: str
    chooser: str


def demo_screen(where: Addresses) -> str:
    """One screen: where to look, who to be, how to stop."""
    places = [
        ("Portal", where.portal),
        ("Kommunen", where.chooser),
        ("Verwaltung", f"{where.portal}verwaltung/anmelden/"),
        ("Postfach", f"{where.portal}demo/postfach/"),
    ]
    return "\n".join(
        [
            "",
            "Schalter läuft: eine Vorführung, alle Personen und Daten sind erfunden.",
            "",
            *_columns(places),
            "",
            f"  Konten, Passwort für alle: {DEMO_PASSWORD}",
            *_columns(DEMO_ACCOUNTS),
            "",
            f"  {STOPPING}",
            "",
        ]
    )


def plain_screen(where: Addresses) -> str:
    """The same outside demo mode: no accounts."""
    return f"\nSchalter läuft: {where.chooser}\n{STOPPING}\n"


def phone_screen(address: str) -> str:
    """The address as a QR code and how to make a phone trust the certificate."""
    code = io.StringIO()
    segno.make(address, error="l").terminal(out=code, border=2, compact=True)
    return "\n".join(
        [
            code.getvalue(),
            f"  Am Telefon im selben WLAN: {address}",
            f"  Damit das Telefon dem Zertifikat traut: {address}demo/ca.crt laden, installieren",
            "  und als vertrauenswürdig setzen (iPhone: Einstellungen, Info, Vertrauen).",
            "",
        ]
    )


def _columns(rows: Sequence[tuple[str, str]]) -> list[str]:
    width = max(len(first) for first, _ in rows)
    return [f"  {first.ljust(width)}  {second}" for first, second in rows]
