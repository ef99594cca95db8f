"""The ear: wire formats, files and webhooks become events.

Takes bytes and a source; gives accepted events and rejections with a reason. Keeps nothing.
"""
