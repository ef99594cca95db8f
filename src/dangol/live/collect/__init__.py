"""The ear: wire formats and files become events.

Takes bytes and a source; gives accepted events and rejections with a reason. Keeps nothing.
"""
