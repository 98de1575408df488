"""`portal servicekonto check`: whether a provider's description fits the configuration."""

from collections.abc import Mapping
from typing import Any

from portal.identity.provider import AnswerRefused, Finding, ProviderDown
from portal.identity.provider_config import ServiceAccount
from portal.integrations.oidc_metadata import Metadata, usable_keys
from portal.shared.trust import TrustLevel


async def findings_of(config: ServiceAccount, metadata: Metadata) -> list[Finding]:
    """Every fault and note; what a provider does not tell about itself is not held against it."""
    try:
        document = await metadata.document()
        keys = usable_keys(await metadata.get(str(document["jwks_uri"])))
    except ProviderDown:
        where = f"{config.issuer.rstrip('/')}/.well-known/openid-configuration"
        return [_fault(f"Der Anbieter antwortet nicht mit gültigem JSON: {where}")]
    except AnswerRefused as fault:
        return [_fault(f"Das Discovery-Dokument passt nicht: {fault.reason}")]
    found = [] if keys else [_fault("jwks_uri nennt keinen Schlüssel für Signaturen")]
    return [*found, *_of_flow(config, document), *_of_levels(config, document),
            *_of_logout(config, document)]  # fmt: skip


def _of_flow(config: ServiceAccount, document: Mapping[str, Any]) -> list[Finding]:
    found = []
    if _excludes(document, "response_types_supported", "code"):
        found.append(_fault("Der Anbieter kennt den Code Flow nicht (response_types_supported)"))
    if _excludes(document, "code_challenge_methods_supported", "S256"):
        found.append(_fault("Der Anbieter kennt PKCE mit S256 nicht"))
    if _excludes(document, "token_endpoint_auth_methods_supported", config.client_authentication):
        found.append(_fault(f"Der Anbieter nimmt {config.client_authentication} nicht an"))
    signing = document.get("id_token_signing_alg_values_supported")
    if isinstance(signing, list) and not set(signing) & set(config.algorithms):
        found.append(_fault(f"Der Anbieter signiert nur mit {', '.join(map(str, signing))}"))
    found += [
        _fault(f"Der Anbieter kennt den Scope {scope} nicht")
        for scope in config.scopes
        if _excludes(document, "scopes_supported", scope)
    ]
    if config.read_userinfo and not document.get("userinfo_endpoint"):
        found.append(_fault("read_userinfo: Der Anbieter hat keinen userinfo_endpoint"))
    if document.get("authorization_response_iss_parameter_supported") is not True:
        found.append(_note("Der Anbieter nennt sich in der Antwort nicht (RFC 9207, iss)"))
    return found


def _of_levels(config: ServiceAccount, document: Mapping[str, Any]) -> list[Finding]:
    rules = config.levels
    asked = [value for values in rules.ask.values() for value in values]
    list_name = {"acr_values": "acr_values_supported", "scope": "scopes_supported"}
    name = list_name.get(rules.request, "")
    found = [
        _fault(f"levels.ask: Der Anbieter kennt {value} nicht ({name})")
        for value in asked
        if name and _excludes(document, name, value)
    ]
    if rules.request != "none" and not asked:
        found.append(_note("levels.ask ist leer: Es wird nie ein Vertrauensniveau verlangt"))
    if not rules.reachable(TrustLevel.SUBSTANTIAL):
        found.append(_note("levels.ranking: Kein Wert erreicht „substantial“"))
    return found


def _of_logout(config: ServiceAccount, document: Mapping[str, Any]) -> list[Finding]:
    found = []
    if config.logout.offer and not document.get("end_session_endpoint"):
        found.append(_note("Der Anbieter hat kein end_session_endpoint: keine Abmeldung dort"))
    if config.logout.back_channel and document.get("backchannel_logout_supported") is not True:
        found.append(_note("Der Anbieter meldet nicht, wenn jemand sich dort abmeldet"))
    return found


def _excludes(document: Mapping[str, Any], name: str, value: str) -> bool:
    told = document.get(name)
    return isinstance(told, list) and value not in told


def _fault(words: str) -> Finding:
    return Finding(words, is_fault=True)


def _note(words: str) -> Finding:
    return Finding(words, is_fault=False)
