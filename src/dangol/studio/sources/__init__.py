"""Sources: which systems send events, by which key, and what was last heard of each.

Takes sources from the registry and their activity from the trip; gives pages and snippets to copy.
"""
