"""Lets paho-mqtt deliver every type of call, then one track after the other.

``python -m tests.sdks.deliver_mqtt PORT KEY SOURCE USER TRACKS`` prints ``sending`` once the first
calls were made; it exits 0 when the broker has acknowledged all.
"""

import json
import sys
import time
import uuid
from typing import Any

import paho.mqtt.client as paho

PAUSE = 0.02
PATIENCE = 90
"""Seconds that all may take; the client comes back by itself."""


def main(port: str, key: str, source: str, user: str, tracks: str) -> None:
    """Make the calls and wait until they are acknowledged."""
    client = paho.Client(paho.CallbackAPIVersion.VERSION2, client_id=f"device-{user}")
    client.username_pw_set("device", key)
    client.reconnect_delay_set(1, 2)
    client.connect("127.0.0.1", int(port))
    client.loop_start()

    def call(word: str, **said: Any) -> paho.MQTTMessageInfo:
        body = json.dumps({"messageId": str(uuid.uuid4()), "userId": user, **said})
        return client.publish(f"dangol/v1/{source}/{word}", body, qos=1)

    acknowledged: list[int] = []
    client.on_publish = lambda *told: acknowledged.append(told[2])
    sent = [
        call("identify", traits={"email": f"{user}@example.com", "plan": "gold"}),
        call("page", name="Home"),
        call("screen", name="Main"),
        call("group", groupId="acme", traits={"employees": 40}),
        call("alias", previousId=f"old-{user}"),
    ]
    sys.stdout.write("sending\n")
    sys.stdout.flush()
    for number in range(1, int(tracks) + 1):
        sent.append(call("track", event="Step", properties={"number": number}))
        time.sleep(PAUSE)
    until = time.monotonic() + PATIENCE
    while len(acknowledged) < len(sent) and time.monotonic() < until:
        time.sleep(PAUSE)
    sys.exit(0 if sorted(acknowledged) == [one.mid for one in sent] else 1)


if __name__ == "__main__":
    main(*sys.argv[1:])
