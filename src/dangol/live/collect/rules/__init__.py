"""The pure rules of hearing: bytes and a source in, events and refusals out.

No clock, no disk, no Django; what a request said is decided here and nowhere else.
"""
