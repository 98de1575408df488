"""Meine Vorgänge: what became of what was sent."""
