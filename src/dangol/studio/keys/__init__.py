"""API keys: by which other systems read customers or act for the house.

Takes keys from the registry; gives IT's pages about them. A secret is shown once, kept nowhere.
"""
