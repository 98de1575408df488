"""LAN=1: a phone that trusts the authority accepts the certificate for this machine's address."""

import stat
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store

from portal.cli.lan import TlsFiles, ensure_certificate
from portal.cli.screen import phone_screen

ADDRESS = "192.168.178.20"


def _accepted(files: TlsFiles, address: str) -> bool:
    store = Store([x509.load_pem_x509_certificate(files.authority.read_bytes())])
    name = x509.IPAddress(ip_address(address))
    verifier = PolicyBuilder().store(store).build_server_verifier(name)
    try:
        verifier.verify(x509.load_pem_x509_certificate(files.certificate.read_bytes()), [])
    except x509.verification.VerificationError:
        return False
    return True


def test_the_certificate_is_accepted_for_the_address_and_no_other(tmp_path: Path) -> None:
    files = ensure_certificate(tmp_path / "tls", ADDRESS)
    assert _accepted(files, ADDRESS)
    assert _accepted(files, "127.0.0.1")
    assert not _accepted(files, "192.168.178.21")


def test_phones_accept_how_long_it_lasts(tmp_path: Path) -> None:
    files = ensure_certificate(tmp_path / "tls", ADDRESS)
    certificate = x509.load_pem_x509_certificate(files.certificate.read_bytes())
    assert certificate.not_valid_after_utc - datetime.now(UTC) < timedelta(days=398)


def test_a_new_address_gets_a_new_certificate_from_the_authority_already_trusted(
    tmp_path: Path,
) -> None:
    first = ensure_certificate(tmp_path / "tls", ADDRESS)
    trusted, certificate = first.authority.read_bytes(), first.certificate.read_bytes()
    assert ensure_certificate(tmp_path / "tls", ADDRESS).certificate.read_bytes() == certificate
    second = ensure_certificate(tmp_path / "tls", "10.0.0.5")
    assert second.authority.read_bytes() == trusted
    assert _accepted(second, "10.0.0.5")


def test_the_keys_are_private(tmp_path: Path) -> None:
    files = ensure_certificate(tmp_path / "tls", ADDRESS)
    for key in (files.key, tmp_path / "tls" / "ca.key"):
        assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_the_terminal_shows_a_code_to_scan_and_how_to_trust_it() -> None:
    shown = phone_screen(f"https://{ADDRESS}:3000/")
    assert "█" in shown
    assert f"https://{ADDRESS}:3000/demo/ca.crt" in shown
