"""Who may do what: people, roles, brands, API keys.

Takes names and keys; gives the rights and the brands that somebody may see.
"""
