"""The work queue: what is due, with filters, limits, search and the views people keep."""
