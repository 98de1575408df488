"""From the basket to the result of the payment."""
