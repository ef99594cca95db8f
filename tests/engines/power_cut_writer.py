"""Appends to a log from many tasks at once and notes what was acknowledged; run by test_power_cut.

Arguments: the folder, how many entries, and ``FULL`` or ``OFF`` for how the log syncs.
"""

import asyncio
import os
import random
import sys
from pathlib import Path

from dangol.kernel import clock
from dangol.kernel.event import Control, encode_entry
from dangol.memory.eventlog.api import GroupCommitter, Retention, open_log

TASKS = 12


async def main(folder: Path, count: int, synchronous: str) -> None:
    log = open_log(folder)
    if synchronous == "OFF":

        class Careless(type(log)):  # type: ignore[misc]
            def append(self, entries):  # type: ignore[no-untyped-def]
                self._connection().execute("PRAGMA synchronous = OFF")
                return super().append(entries)

        log = Careless(log.path)  # type: ignore[attr-defined]
    acknowledged = os.open(folder / "acknowledged", os.O_CREAT | os.O_WRONLY)
    committer = GroupCommitter(log, asyncio.get_running_loop())
    numbers = iter(range(count))
    rnd = random.Random(count)

    async def send() -> None:
        for number in numbers:
            said = Control(
                action="note",
                brand="b",
                actor="x" * rnd.choice([10, 3000, 20_000]),
                received=number,
                message_id=f"m{number}",
            )
            await committer.append([encode_entry(said)])
            os.write(acknowledged, f"m{number}\n".encode())

    await asyncio.gather(*(send() for _ in range(TASKS)))
    committer.close()
    log.forget(Retention(age=0), log.head() // 3, clock.now() + 1)
    os.write(acknowledged, b"forgot\n")


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
