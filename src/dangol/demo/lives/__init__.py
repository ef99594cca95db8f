"""How simulated people live: what a visit is made of, and who makes which visits when.

Takes a person and chance; gives acts in the order of time, without end where a life has none.
"""
