"""Shared words of the house: events, time, money, text, ids, errors.

Owns no state and knows no room; stdlib and msgspec only.
"""
