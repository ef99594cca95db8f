"""Brands: the house's brands, and the walls around some of them.

Takes brands from the registry and their totals from profiles; gives IT's pages about them.
"""
