"""Webhooks: where shops deliver to, what they delivered lately, and what it becomes.

Takes webhooks from the registry and mappings from collect; tries drafts out and publishes them.
"""
