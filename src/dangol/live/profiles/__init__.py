"""What we know: traits, counters, touchpoints, lifecycle stage, timeline.

Takes resolved events; gives the profile of a customer, and counts over all of them.
"""
