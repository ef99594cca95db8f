"""What the columns of a stranger's table mean: guessed, chosen by people, written as a mapping.

Takes a first look at a file; gives a guess, the faults of a choice, and a mapping document. Pure.
"""
