"""The role that connected devices speak to: it becomes the broker, a program of others.

On Linux the wish to end with the supervisor stays when a process becomes another program; on other
systems a broker whose supervisor was killed has to be ended by hand.
"""

import os
import sys
from pathlib import Path

from dangol.config.broker import become, find_program, write_configuration
from dangol.config.data_folder import open_folder
from dangol.config.logs import start_logging
from dangol.config.roles.lifeline import die_with_parent
from dangol.edge.devices.broker import find_broker


def main(host: str, port: int) -> None:
    """Become the broker.

    Args:
        host: address on which devices connect.
        port: port on which devices connect.
    """
    from dangol.edge.devices.tokens import Issuer  # loads cryptography

    broker = find_broker(os.environ)
    if broker is None:
        raise SystemExit("No broker is told of. Start this role with `dangol up --mqtt`.")
    folder = open_folder(Path(os.environ["DANGOL_DATA"]))
    issuer = Issuer(broker.token).name
    become(find_program(), write_configuration(folder, broker, issuer, host, port))


if __name__ == "__main__":
    die_with_parent()
    start_logging("mqtt")
    main(sys.argv[1], int(sys.argv[2]))
