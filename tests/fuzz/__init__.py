"""Whatever anybody sends: answered, accounted for, and nobody stops.

Owns what makes inputs up: from the description of the HTTP interface, from what senders get wrong,
and by following which lines an input reaches. Gives counts of the inputs that were tried.
"""
