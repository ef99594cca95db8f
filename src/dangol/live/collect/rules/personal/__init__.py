"""Card numbers, resident numbers and passwords, found in whatever text they stand.

Takes the bytes of an event before anything is read of it; gives them back without what must never
be kept. Needs no tracking plan: nobody has to think of it first.
"""
