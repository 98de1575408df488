"""Schalter: an open citizen portal."""
