"""A service's page: what it is, what one needs, what it costs, and the one way to get it here."""
