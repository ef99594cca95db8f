"""Deliveries of webhooks: checked by their signature, mapped to events by a document.

Takes a delivery's bytes and headers; gives calls that are heard as any others. Keeps nothing.
"""
