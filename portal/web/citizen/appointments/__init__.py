"""Termine: choose a time, book it with or without an account, move it or call it off."""
