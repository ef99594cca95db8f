"""Customers: who they are, found by any name they go by, and everything heard of each.

Takes profiles, identity and the log as the signed-in person may see them; gives pages. Owns no
data.
"""
