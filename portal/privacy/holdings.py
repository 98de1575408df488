"""Which tables hold what of a citizen, and what becomes of it when the account is erased.

Every table with an `account_id` stands here: a test refuses one that does not.
"""

from collections.abc import Mapping
from typing import Literal

Fate = Literal["at_once", "with_case", "with_payment", "record", "proof"]
"""`at_once` goes with the account; `with_case` stays while the municipality must keep the case;
`with_payment` stays as a booking; `record` is the record of looks; `proof` names nobody."""

HOLDINGS: Mapping[str, Fate] = {
    "session": "at_once",
    "email_token": "at_once",
    "identification_code": "at_once",
    "identification": "at_once",
    "identity_link": "at_once",
    "service_account_session": "at_once",
    "service_account_way": "at_once",
    "known_device": "at_once",
    "passkey": "at_once",
    "passkey_ceremony": "at_once",
    "passkey_handle": "at_once",
    "passkey_way": "at_once",
    "email_change": "at_once",
    "role_grant": "proof",
    "second_factor": "at_once",
    "contact_profile": "at_once",
    "outgoing_mail": "at_once",
    "push_subscription": "at_once",
    "channel_choice": "at_once",
    "outgoing_push": "at_once",
    "data_export": "at_once",
    "application": "with_case",
    "stored_file": "with_case",
    "submission": "with_case",
    "case": "with_case",
    "case_event": "with_case",
    "case_message": "with_case",
    "correction_request": "with_case",
    "message_file": "with_case",
    "message_reading": "with_case",
    "message_draft": "at_once",
    "guest_code": "at_once",
    "notice": "with_case",
    "notice_file": "with_case",
    "queue_view": "at_once",
    "fee_claim": "with_case",
    "fee_relief": "with_case",
    "appointment": "with_case",
    "payment": "with_payment",
    "payment_item": "with_payment",
    "refund": "with_payment",
    "data_access": "record",
    "account_erasure": "proof",
    "staff_role": "proof",
    "staff_absence": "at_once",
}

SECRET = frozenset(
    {
        "password_hash", "secret", "verifier", "nonce", "id_token", "flash", "redirect_url",
        "redirect_uri", "attempt_key", "visitor_id", "unique_key", "message_id", "public_key",
        "code_digest",
        "credential_id", "challenge", "user_handle", "endpoint", "p256dh", "auth", "mail_key",
        "answer_changes", "definition",
        "actor_id", "author_id", "clerk_id", "assignee_id", "assignee_name", "revoked_by",
        "waiting_account_id", "reader_id", "created_by", "ended_by", "decided_by", "asked_by",
        "drafted_by", "issued_by", "posted_by",
    }
)  # fmt: skip
"""Columns no export shows: what opens an account, what is no statement about the citizen, and who
of the staff it was."""
