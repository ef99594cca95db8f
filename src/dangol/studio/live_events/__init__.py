"""Live events: everything that touchpoints send, as it arrives, with what became of it.

Takes the edge's stream and the log; gives a page that fills itself, and one entry in full. Owns no
data.
"""
