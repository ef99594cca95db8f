"""Addresses to listen on: checked before anything is started, and asked whether all is ready."""

import errno
import socket
import sys
import urllib.request
from http.client import HTTPException

from dangol.kernel.errors import Unavailable

_STRAIGHT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""Asks our own address itself, whatever proxy the environment names."""


class AddressUnusable(Unavailable):
    """The address cannot be listened on."""


def check_address(host: str, port: int, option: str = "--port") -> None:
    """Refuse an address that cannot be listened on.

    Args:
        host: name or number.
        port: the port.
        option: by which another port can be chosen.

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
    except UnicodeError as error:  # no name is that long
        raise _address_refused(host, port, option, OSError()) from error
    except OSError as error:
        raise _address_refused(host, port, option, error) from error


def base_url(host: str, port: int) -> str:
    """Return the address to type into a browser on this machine."""
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104, only compared
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def is_ready(base_url: str) -> bool:
    """Tell whether the house behind an address can accept and process events."""
    try:
        with _STRAIGHT.open(f"{base_url}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (OSError, HTTPException):
        return False


def _address_refused(host: str, port: int, option: str, error: OSError) -> AddressUnusable:
    if error.errno == errno.EADDRINUSE:
        return AddressUnusable(
            "port_in_use",
            "Port {port} on {host} is in use by another program. Stop that program, or choose "
            "another port with {option}.",
            host=host,
            port=port,
            option=option,
        )
    if error.errno == errno.EACCES:
        return AddressUnusable(
            "port_forbidden",
            "Port {port} needs rights that this user does not have. Choose one above 1023 with "
            "{option}.",
            port=port,
            option=option,
        )
    return AddressUnusable(
        "address_unusable",
        "{host} is no address of this machine. Choose another one with --host.",
        host=host,
    )


def keep_port() -> tuple[int, socket.socket]:
    """Return a port of loopback, and a socket that keeps it for our processes until it is closed.

    They share it since they ask to, as Granian and the broker do; nobody else gets it while the one
    that listens there is being started again. Where a system shares otherwise, the port is only
    free by now.
    """
    kept = socket.socket()
    if sys.platform == "linux":
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    kept.bind(("127.0.0.1", 0))
    port: int = kept.getsockname()[1]
    if sys.platform != "linux":
        kept.close()
    return port, kept
