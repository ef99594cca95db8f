"""The hot log: every entry that a collector acknowledged, in one order.

Owns the chunks on disk; takes encoded entries, gives offsets and chunks. Nothing is ever changed.
"""
