"""Dangol: one open customer-lifecycle platform."""

__version__ = "0.1.0"
