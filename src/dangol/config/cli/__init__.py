"""The command line: a module a group of commands.

Owns no rule; takes words, gives sentences, or with ``--json`` one JSON document.
"""

from dangol.config.cli.main import main

__all__ = ["main"]
