"""The discovery document (OpenID Connect Discovery 1.0, 3)."""

from typing import Any

from portal.integrations.demo.openid_provider.keys import ALGORITHM
from portal.integrations.demo.openid_provider.people import LEVELS, SCOPES


def describe(issuer: str) -> dict[str, Any]:
    """What the provider at `issuer` can do, and where."""
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/anmelden",
        "token_endpoint": f"{issuer}/token",
        "userinfo_endpoint": f"{issuer}/userinfo",
        "jwks_uri": f"{issuer}/jwks",
        "end_session_endpoint": f"{issuer}/abmelden",
        "scopes_supported": list(SCOPES),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "acr_values_supported": list(LEVELS),
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
        "claims_supported": [
            "sub", "bPK2", "acr", "auth_time", "sid", "given_name", "family_name",
            "birth_name", "birthdate", "address", "email", "email_verified",
        ],
        "authorization_response_iss_parameter_supported": True,
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "claims_parameter_supported": False,
    }  # fmt: skip
