"""The role that owns the port: the HTTP doors without Django."""

import sys

from dangol.config.logs import start_logging
from dangol.config.roles.lifeline import die_with_parent
from dangol.edge.serve import main

if __name__ == "__main__":
    die_with_parent()
    start_logging("edge")
    main(sys.argv[1], int(sys.argv[2]))
