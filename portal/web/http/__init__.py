"""What is not a page: each module's ROUTES, in the order they are tried."""

from portal.web.http import branding, operations

ROUTES = [*operations.ROUTES, *branding.ROUTES]
