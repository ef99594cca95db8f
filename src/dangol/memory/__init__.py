"""What is only ever appended: the event log, and all history.

Owns what happened; takes encoded entries, gives them back in order for as long as they are kept.
"""
