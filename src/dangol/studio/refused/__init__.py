"""Refused events: what could not be accepted and why, and sent again after a fix.

Takes what the trip keeps of refused events; gives pages to look through them and to send them
again.
"""
