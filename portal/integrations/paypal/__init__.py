"""PayPal directly, by its REST interface (Orders v2, Payments v2, Webhooks v1)."""

from portal.integrations.paypal.checkout import PayPalCheckout

__all__ = ["PayPalCheckout"]
