"""Addresses to listen on: checked before anything is started."""

import errno
import socket

from dangol.kernel.errors import Unavailable


class AddressUnusable(Unavailable):
    """The address cannot be listened on."""


def check_address(host: str, port: int) -> None:
    """Refuse an address that cannot be listened on.

    Raises:
        AddressUnusable: with a sentence that says why.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
            trial.listen(1)
    except OSError as error:
        raise _address_refused(host, port, error) from error


def base_url(host: str, port: int) -> str:
    """Return the address to type into a browser on this machine."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104, only compared
    return f"http://{name}:{port}"


def _address_refused(host: str, port: int, error: OSError) -> AddressUnusable:
    if error.errno == errno.EADDRINUSE:
        return AddressUnusable(
            "port_in_use",
            "Port {port} on {host} is in use by another program. Stop that program, or choose "
            "another port with --port.",
            host=host,
            port=port,
        )
    if error.errno == errno.EACCES:
        return AddressUnusable(
            "port_forbidden",
            "Port {port} needs rights that this user does not have. Choose one above 1023 with "
            "--port.",
            port=port,
        )
    return AddressUnusable(
        "address_unusable",
        "{host} is no address of this machine. Choose another one with --host.",
        host=host,
    )


def free_port() -> int:
    """Return a port of loopback that nobody listens on at the moment."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
