"""Has a command run by a warm process, which writes straight to the streams that it is given.

Run as a program it is as good as ``dangol``, and loads next to nothing.
"""

import json
import os
import socket
import sys
from collections.abc import Mapping, Sequence

KIND = (socket.AF_UNIX, socket.SOCK_SEQPACKET)
"""A message there, with the streams, and one back: the exit code."""
CUT_SHORT = 1
"""The exit code of a command that ended without a word."""


def ask(
    address: str, arguments: Sequence[str], environment: Mapping[str, str], streams: Sequence[int]
) -> int:
    """Have one command run in this folder and return its exit code.

    Args:
        address: the socket of the warm process.
        arguments: of the command.
        environment: all of its variables.
        streams: its input, output and errors, as descriptors.
    """
    folder = os.getcwd()  # noqa: PTH109, to load pathlib takes as long as all the rest
    told = json.dumps([[*arguments], {**environment}, folder])
    with socket.socket(*KIND) as line:
        line.connect(address)
        socket.send_fds(line, [told.encode()], [*streams])
        return int(line.recv(8) or CUT_SHORT)


if __name__ == "__main__":
    sys.exit(ask(sys.argv[1], sys.argv[2:], os.environ, (0, 1, 2)))
