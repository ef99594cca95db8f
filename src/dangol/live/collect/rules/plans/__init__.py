"""Tracking plans: what a source has agreed to send, and what becomes of what was not agreed.

Takes a document in YAML and events; gives the events as they may be kept, flagged, or a refusal.
"""
