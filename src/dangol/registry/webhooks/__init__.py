"""Webhooks of shops and other systems: which provider, how signed, what was lately delivered.

Takes a source and its provider; gives what a delivery is checked by. Secrets stay in the folder.
"""
