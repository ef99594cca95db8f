"""Files: a person's own spreadsheet, looked at, understood, previewed and imported.

Takes files and choices of people; gives imports to the registry, on which the role jobs works.
"""
