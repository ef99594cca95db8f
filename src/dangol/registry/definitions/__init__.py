"""Versioned documents that people write and the house obeys, such as lifecycle rules.

Takes drafts and publications; gives the version in force. A published version never changes.
"""
