"""The Studio's ground: look, sign-in page, menu, languages, base page.

Takes a room's words and numbers; gives a page that looks and behaves like every other.
"""
