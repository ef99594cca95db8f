"""What happens as it happens: heard, recognised, remembered, in one order.

Owns the live state of every customer; only the trip writes it.
"""
