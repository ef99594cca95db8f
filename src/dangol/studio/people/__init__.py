"""People: who signs in, in which roles, seeing which brands; on Wagtail's user pages.

Takes Wagtail's views of users; gives them our words, roles and brands.
"""
