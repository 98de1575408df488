"""Doing one thing to many cases of the queue: the choice beside the list, the preview, the run."""
