"""A case on the desk: its state, its page, and a module per section of the page."""
