"""Who is it: identifiers, strands, merges, duplicates.

Takes events in log order; gives each its strand and customer, or tells that it is a duplicate.
"""
