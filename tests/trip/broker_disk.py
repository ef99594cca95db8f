"""A folder's disk as it would be after a power cut, from a record of a program's system calls.

``strace`` writes down what the broker does to its files and what it sends. What was synced is there
after a cut; of the rest nothing, or a part by chance, sectors torn. As on ext4, a sync brings all
names to the disk that were made, changed or removed before it.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

CALLS = (
    "openat,write,writev,pwrite64,pwritev,fsync,fdatasync,ftruncate,"
    "rename,renameat,renameat2,unlink,unlinkat,link,linkat,mmap,sendfile,copy_file_range"
)
RECORDING = ("strace", "-f", "-qq", "-yy", "-xx", "-s", "10000000", "-e", f"trace={CALLS}", "-o")
SECTOR = 512

_LINE = re.compile(rb"(\d+) +(?:<\.\.\. (\w+) resumed>|(\w+)\()(.*)", re.DOTALL)
_TEXT = re.compile(rb'"((?:\\x[0-9a-f]{2})*)"')
_PLACE = re.compile(rb"^(\d+)<([^>]*(?:->[^>]*)?)>")
_LAST = re.compile(rb", (\d+)(?:\)| <unfinished)")
_PUBACK = re.compile(rb"\x40\x02(..)", re.DOTALL)
_NAMING = ("openat", "rename", "renameat", "renameat2", "unlink", "unlinkat")
_WRITING = ("write", "writev", "pwrite64", "ftruncate")


@dataclass
class Content:
    """What a file holds: as synced, and the writes since, each a place and bytes (None: cut)."""

    synced: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)
    size: int = 0

    def write(self, place: int, body: bytes) -> None:
        self.pending.append((place, body))
        self.size = max(self.size, place + len(body))

    def cut(self, place: int) -> None:
        self.pending.append((place, None))
        self.size = place

    def sync(self, count: int) -> None:
        """Bring the first writes that are pending to the disk."""
        for step in self.pending[:count]:
            _do(self.synced, *step)
        del self.pending[:count]

    def after_cut(self, rnd: random.Random, chance: float) -> bytes:
        """Return what may be left: each write by chance, whole or its first sectors."""
        left = bytearray(self.synced)
        for place, body in self.pending:
            if rnd.random() < chance:
                is_torn = body is not None and len(body) > SECTOR and rnd.random() < 0.3
                _do(left, place, _first_sectors(body or b"", rnd) if is_torn else body)
        return bytes(left)


def _do(content: bytearray, place: int, body: bytes | None) -> None:
    if body is None:
        del content[place:]
    end = place + len(body or b"")
    content.extend(bytes(max(0, end - len(content))))
    content[place:end] = body or b""


def _first_sectors(body: bytes, rnd: random.Random) -> bytes:
    return body[: SECTOR * rnd.randrange(1, len(body) // SECTOR + 1)]


@dataclass
class Disk:
    """The files under a folder, by name; ``acknowledged`` are the numbers of published messages.

    Args:
        root: the folder; what happens elsewhere is passed over.
    """

    root: str
    names: dict[str, Content] = field(default_factory=dict)
    synced_names: dict[str, Content] = field(default_factory=dict)
    name_steps: list[tuple[str, str, Content | None]] = field(default_factory=list)
    acknowledged: list[tuple[str, int]] = field(default_factory=list)

    def rename(self, old: str, new: str) -> None:
        for name in [n for n in self.names if n == old or n.startswith(f"{old}/")]:
            content = self.names[name]
            self._set(name, None)
            self._set(new + name.removeprefix(old), content)

    def remove(self, name: str) -> None:
        if name in self.names:
            self._set(name, None)

    def open(self, name: str, flags: bytes) -> None:
        if name not in self.names and b"O_CREAT" in flags:
            self._set(name, Content())
        if b"O_TRUNC" in flags and self.names[name].size:
            self.names[name].cut(0)

    def sync(self, content: Content | None, count: int) -> None:
        """Bring a file's first pending writes, and all names, to the disk."""
        if content is not None:
            content.sync(count)
        self.synced_names = dict(self.names)
        self.name_steps.clear()

    def lay_out(self, folder: Path, rnd: random.Random, chance: float) -> None:
        """Write the files as they may be after a cut."""
        names = dict(self.synced_names)
        for what, name, content in self.name_steps[: round(len(self.name_steps) * chance)]:
            if what == "gone":
                names.pop(name, None)
            elif content is not None:
                names[name] = content
        for name, content in names.items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.after_cut(rnd, chance))

    def _set(self, name: str, content: Content | None) -> None:
        if content is None:
            del self.names[name]
        else:
            self.names[name] = content
        self.name_steps.append(("gone" if content is None else "there", name, content))


def replay(record: Path, disk: Disk, port: int) -> Iterator[None]:
    """Do to a disk, step by step, what a record tells; yield after each line that did something.

    Args:
        record: of ``RECORDING``.
        disk: as before its first line.
        port: where devices connect.
    """
    told = _Told(disk, port)
    for line in record.read_bytes().splitlines():
        if told.take(line):
            yield


class _Told:
    """What the lines of a record do to a disk.

    A write counts from when it is asked for, a sync from when it is done; a message is acknowledged
    when its answer begins to be sent. So each is as early or as late as it can have been.
    """

    def __init__(self, disk: Disk, port: int) -> None:
        self._disk = disk
        self._devices = f":{port}->".encode()
        self._always_synced: set[str] = set()
        self._syncing: dict[bytes, tuple[str, int]] = {}

    def take(self, line: bytes) -> bool:
        """Do what a line tells; return whether it did anything."""
        found = _LINE.match(line)
        if found is None:  # a signal, an exit
            return False
        thread, resumed, called, rest = found.groups()
        call = (resumed or called).decode()
        if b") = -1 " in rest or b") = ?" in rest:
            return False
        if call in ("fsync", "fdatasync"):
            return self._sync(thread, rest, begins=called is not None)
        if resumed:
            return False
        texts = [_decoded(text) for text in _TEXT.findall(rest)]
        if self._devices in rest.partition(b",")[0]:
            self._acknowledge(rest, b"".join(texts))
        elif call in _NAMING:
            self._name(call, rest, [_inside(text.decode(), self._disk.root) for text in texts])
        elif name := _name_of(rest, self._disk.root):
            self._write(call, name, rest, b"".join(texts))
        return True

    def _sync(self, thread: bytes, rest: bytes, *, begins: bool) -> bool:
        if begins:
            name = _name_of(rest, self._disk.root)
            content = self._disk.names.get(name)
            self._syncing[thread] = name, len(content.pending) if content else 0
        if b"<unfinished" in rest:
            return False
        name, count = self._syncing.pop(thread)
        self._disk.sync(self._disk.names.get(name), count)
        return True

    def _acknowledge(self, rest: bytes, sent: bytes) -> None:
        peer = rest.partition(b"->")[2].partition(b"]")[0].rpartition(b":")[2].decode()
        for number in _PUBACK.findall(sent):
            self._disk.acknowledged.append((peer, int.from_bytes(number)))

    def _name(self, call: str, rest: bytes, names: list[str]) -> None:
        name = names[0]
        if call.startswith("rename") and name:
            self._disk.rename(name, names[1])
        elif call.startswith("unlink"):
            self._disk.remove(name)
        elif name and (b"O_WRONLY" in rest or b"O_RDWR" in rest):
            self._disk.open(name, rest)
            is_synced = b"O_SYNC" in rest
            (self._always_synced.add if is_synced else self._always_synced.discard)(name)

    def _write(self, call: str, name: str, rest: bytes, body: bytes) -> None:
        assert call in _WRITING, f"{call} of {name} is not modelled"
        content = self._disk.names[name]
        last = int(_LAST.findall(rest)[-1])
        if call == "ftruncate":
            content.cut(last)
            return
        content.write(last if call == "pwrite64" else content.size, body)
        if name in self._always_synced:
            self._disk.sync(content, len(content.pending))


def _decoded(text: bytes) -> bytes:
    return bytes.fromhex(text.replace(b"\\x", b"").decode())


def _name_of(arguments: bytes, root: str) -> str:
    place = _PLACE.match(arguments)
    if place is None or not place.group(2).startswith(b"\\x"):
        return ""
    return _inside(_decoded(place.group(2)).decode("utf-8", "replace"), root)


def _inside(path: str, root: str) -> str:
    """Return a path from the root on; empty where it is elsewhere."""
    return path.removeprefix(f"{root}/") if path.startswith(f"{root}/") else ""
