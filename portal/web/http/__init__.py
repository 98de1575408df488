"""What is not a page: each module's ROUTES, in the order they are tried."""

from portal.web.http import accounts, branding, demo, documents, drafts, files, operations, webhooks

ROUTES = [
    *operations.ROUTES,
    *branding.ROUTES,
    *accounts.ROUTES,
    *drafts.ROUTES,
    *files.ROUTES,
    *documents.ROUTES,
    *webhooks.ROUTES,
    *demo.ROUTES,
]
