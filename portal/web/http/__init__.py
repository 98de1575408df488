"""What is not a page: each module's ROUTES, in the order they are tried."""

from portal.web.http import (
    accounts,
    branding,
    demo,
    documents,
    drafts,
    embedding,
    files,
    operations,
    suggestions,
    webhooks,
)

ROUTES = [
    *operations.ROUTES,
    *branding.ROUTES,
    *embedding.ROUTES,
    *accounts.ROUTES,
    *drafts.ROUTES,
    *files.ROUTES,
    *documents.ROUTES,
    *suggestions.ROUTES,
    *webhooks.ROUTES,
    *demo.ROUTES,
]
