"""What is not a page: each module's ROUTES, in the order they are tried."""

from portal.web.http import (
    accounts,
    address_change,
    branding,
    confirm_identity,
    demo,
    demo_servicekonto,
    documents,
    drafts,
    embedding,
    export,
    files,
    operations,
    passwords,
    servicekonto,
    suggestions,
    webhooks,
)

ROUTES = [
    *operations.ROUTES,
    *branding.ROUTES,
    *embedding.ROUTES,
    *accounts.ROUTES,
    *confirm_identity.ROUTES,
    *passwords.ROUTES,
    *address_change.ROUTES,
    *servicekonto.ROUTES,
    *drafts.ROUTES,
    *export.ROUTES,
    *files.ROUTES,
    *documents.ROUTES,
    *suggestions.ROUTES,
    *webhooks.ROUTES,
    *demo.ROUTES,
    *demo_servicekonto.ROUTES,
]
