"""Where the house is put together: settings, urls, wiring, command line, supervisor.

Owns no rule and no state; the only wing that knows all others.
"""
