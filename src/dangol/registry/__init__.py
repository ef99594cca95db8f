"""What people decide and everything else looks up: access, sources, definitions.

Owns people, roles, brands, keys and documents; small tables, read often, written by hand.
"""
