"""The order of it all: one event's way from the log to live state.

Takes chunks of the log; gives resolutions and a checkpoint, committed together with all plans.
"""
