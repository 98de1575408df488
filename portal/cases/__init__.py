"""Vorgang: status table, decisions, messages, history, deadlines."""
