"""Lifecycle: how many customers stand in each stage, how they move, and where they get stuck.

Takes profiles' counts of one brand in view; gives a page that keeps itself fresh. Owns no data.
"""
