"""Today: what needs me now, and the six stages at a glance; the page after signing in.

Takes counts, activity and the trip's state from the rooms; gives each role what it looks after.
"""
