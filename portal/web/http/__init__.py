"""What is not a page: each module's ROUTES, in the order they are tried."""

from portal.web.http import accounts, branding, demo, drafts, files, operations, webhooks

ROUTES = [
    *operations.ROUTES,
    *branding.ROUTES,
    *accounts.ROUTES,
    *drafts.ROUTES,
    *files.ROUTES,
    *webhooks.ROUTES,
    *demo.ROUTES,
]
