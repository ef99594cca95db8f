"""The HTTP doors without Django: events in, customers and streams out, the rest proxied.

Owns the port; takes requests, gives answers; keeps nothing but what the log holds.
"""
