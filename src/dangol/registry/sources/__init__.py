"""Where events come from: touchpoints, their sources, their write keys.

Takes a name and a touchpoint; gives write keys, and the source behind a key.
"""
