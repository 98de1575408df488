"""Who uses the portal: accounts, sign-in, sessions, roles."""

from portal.identity.accounts import account_by_email, create_account
from portal.identity.addresses import clean_email, clean_name, path_within_portal
from portal.identity.errors import (
    EmailNotConfirmed,
    SignInRefused,
    TokenExpired,
    TokenInvalid,
    TokenUsed,
    TooManyAttempts,
    TooManyRegistrations,
    UnfitAddress,
    UnfitName,
    UnfitPassword,
    WrongCredentials,
)
from portal.identity.passwords import check_new_password, hash_password
from portal.identity.ports import ConfirmationMails
from portal.identity.registration import (
    Confirmation,
    Registration,
    confirm_email,
    register,
    send_link_again,
)
from portal.identity.roles import Role, grant_role
from portal.identity.sessions import (
    NewSession,
    SessionInfo,
    find_session,
    may,
    put_flash,
    sign_out,
    sign_out_everywhere,
    start_session,
    take_flash,
)
from portal.identity.sign_in import sign_in
from portal.identity.tables import Account
from portal.shared.trust import TrustLevel

__all__ = [
    "Account",
    "Confirmation",
    "ConfirmationMails",
    "EmailNotConfirmed",
    "NewSession",
    "Registration",
    "Role",
    "SessionInfo",
    "SignInRefused",
    "TokenExpired",
    "TokenInvalid",
    "TokenUsed",
    "TooManyAttempts",
    "TooManyRegistrations",
    "TrustLevel",
    "UnfitAddress",
    "UnfitName",
    "UnfitPassword",
    "WrongCredentials",
    "account_by_email",
    "check_new_password",
    "clean_email",
    "clean_name",
    "confirm_email",
    "create_account",
    "find_session",
    "grant_role",
    "hash_password",
    "may",
    "path_within_portal",
    "put_flash",
    "register",
    "send_link_again",
    "sign_in",
    "sign_out",
    "sign_out_everywhere",
    "start_session",
    "take_flash",
]
