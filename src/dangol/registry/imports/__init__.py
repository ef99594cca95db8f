"""Imports of files that people brought: what was uploaded, how it is read, how far it is.

Takes files and choices; gives imports to work on, one after the other. Files stay in the folder.
"""
