"""Tracking plans: what each source may send, edited as a document; and who sends anything else.

Takes documents from the registry and violations from the trip; publishes, and tries events out.
"""
