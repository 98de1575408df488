"""Thousands of calls that no page of ours would send, at the whole app, and what must not happen.

`python -m tests.support.attacks --help`; told in docs/security.md.
"""
