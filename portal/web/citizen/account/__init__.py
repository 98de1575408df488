"""Signing in, making an account, and what it holds."""
