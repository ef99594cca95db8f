"""How each touchpoint's software writes what happened: the shapes that real SDKs send.

A speaker turns an act into one event of its SDK, and some events into one HTTP request.
"""
