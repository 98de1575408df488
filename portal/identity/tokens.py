"""Secrets given to a browser or put into a link; the database keeps only their digest."""

import hashlib
import secrets


def new_token() -> str:
    """32 random bytes, fit for a URL."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What the database keeps of it: SHA-256, hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()
