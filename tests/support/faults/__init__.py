"""The checkout while its processes die: SIGKILL at drawn writes and calls, then what is left.

`story.tell(seed, …)` is one order from basket to receipt mail: real PostgreSQL, real DBOS worker,
Stripe and PayPal over HTTP in the process that tells the story, so that they outlive the portal.
"""
