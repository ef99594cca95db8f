"""Lets one SDK for Python deliver every type of call, then one track after the other.

``python -m tests.sdks.deliver SDK HOST KEY USER TRACKS`` prints ``sending`` once the first calls
were made; it exits 0 when the SDK says that all was delivered.
"""

import os
import sys
import time
from typing import Any

PAUSE = 0.02
PATIENCE = 30
"""Attempts; the SDKs wait longer and longer between them."""


def segment(host: str, key: str) -> Any:
    """Segment's client."""
    from segment.analytics.client import Client

    return Client(key, host=host, upload_size=7, max_retries=PATIENCE, on_error=_fail)


def rudder(host: str, key: str) -> Any:
    """RudderStack's client; it packs what it sends."""
    from rudderstack.analytics.client import Client

    return Client(key, host=host, upload_size=7, max_retries=PATIENCE, on_error=_fail)


def customerio(host: str, key: str) -> Any:
    """Customer.io's client."""
    from customerio.analytics.client import Client

    return Client(key, host=host, upload_size=7, max_retries=PATIENCE, on_error=_fail)


SDKS = {"segment-python": segment, "rudder-python": rudder, "customerio-python": customerio}


def main(sdk: str, host: str, key: str, user: str, tracks: str) -> None:
    """Make the calls and wait until they are delivered."""
    client = SDKS[sdk](host, key)
    client.identify(user, {"email": f"{user}@example.com", "plan": "gold"})
    client.page(user, "Shop", "Home")
    client.screen(user, "App", "Main")
    client.group(user, "acme", {"employees": 40})
    client.alias(f"old-{user}", user)
    sys.stdout.write("sending\n")
    sys.stdout.flush()
    for number in range(1, int(tracks) + 1):
        client.track(user, "Step", {"number": number})
        time.sleep(PAUSE)
    client.shutdown()


def _fail(error: Exception, _batch: object) -> None:
    sys.stderr.write(f"{error}\n")
    sys.stderr.flush()
    os._exit(1)  # from a thread of the SDK, whose own exit nobody would hear of


if __name__ == "__main__":
    main(*sys.argv[1:])
