"""Lifecycle rules: which events signal which stage, per brand, edited as a document.

Takes documents from the registry and previews from profiles; publishes, and tells the trip.
"""
