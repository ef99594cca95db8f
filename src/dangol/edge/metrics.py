"""What the edge counts, and how Prometheus reads it."""

import os
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from dangol.edge.devices.standing import DeviceStanding
from dangol.memory.eventlog.api import Chunk, EventLog, Retention
from dangol.memory.lake.contracts import Manifest

Labels = tuple[tuple[str, str], ...]
GROUP_BOUNDS = (1, 4, 16, 64, 256, 1024)
SECOND_BOUNDS = (0.001, 0.005, 0.025, 0.1, 0.5, 2.5)


class Histogram:
    """Counts of values up to each bound, as Prometheus wants them.

    Args:
        bounds: in rising order.
    """

    def __init__(self, bounds: Sequence[float]) -> None:
        self.bounds = tuple(bounds)
        self.counts = [0] * (len(bounds) + 1)
        self.sum = 0.0

    def observe(self, value: float) -> None:
        """Count one value."""
        place = next((i for i, bound in enumerate(self.bounds) if value <= bound), -1)
        self.counts[place] += 1
        self.sum += value


class Counters:
    """Everything that the edge counts since it started."""

    def __init__(self) -> None:
        self.requests: Counter[tuple[str, int]] = Counter()
        self.accepted = 0
        self.rejected: Counter[str] = Counter()
        self.turned_away: Counter[tuple[str, str]] = Counter()
        self.group_entries = Histogram(GROUP_BOUNDS)
        self.group_seconds = Histogram(SECOND_BOUNDS)
        self.group_failures = 0
        self.watchers = 0
        self.devices: DeviceStanding | None = None


class CountedLog:
    """An event log whose commits are counted.

    Args:
        log: the log itself.
        counters: where to count.
    """

    def __init__(self, log: EventLog, counters: Counters) -> None:
        self._log = log
        self._counters = counters

    def append(self, entries: Sequence[bytes]) -> int:
        """Append, and count the group."""
        started = time.perf_counter()
        try:
            first = self._log.append(entries)
        except BaseException:
            self._counters.group_failures += 1
            raise
        if entries:
            self._counters.group_entries.observe(len(entries))
            self._counters.group_seconds.observe(time.perf_counter() - started)
        return first

    def read(self, offset: int, limit: int) -> list[Chunk]:
        """Read as the log does."""
        return self._log.read(offset, limit)

    def chunks_at(self, offsets: Sequence[int]) -> list[Chunk]:
        """Find as the log does."""
        return self._log.chunks_at(offsets)

    def begin(self) -> int:
        """Return the log's oldest offset."""
        return self._log.begin()

    def head(self) -> int:
        """Return the log's head."""
        return self._log.head()

    def forget(self, keep: Retention, before: int, now: int) -> int:
        """Forget as the log does."""
        return self._log.forget(keep, before, now)

    def size(self) -> int:
        """Return the log's size on disk."""
        return self._log.size()


def exposition(
    counters: Counters,
    *,
    log_begin: int,
    log_head: int,
    log_bytes: int,
    log_lost: int | None,
    trip_offset: int | None,
    refusing: bool,
    lake: Manifest | None,
) -> str:
    """Return the figures in Prometheus' text format.

    Args:
        counters: what was counted.
        log_begin: offset of the oldest entry that is held.
        log_head: offset of the log's next entry.
        log_bytes: size of the log.
        log_lost: entries that could not be read; None where it is not known.
        trip_offset: offset of the entry that the trip takes next; None where it is not known.
        refusing: whether no event is taken now.
        lake: the files of the lake; None where they are not known.
    """
    unknown = float("nan")
    lines = [
        *_counted(counters),
        *_single("dangol_log_head", "gauge", "Entries ever appended to the log.", log_head),
        *_single("dangol_log_begin", "gauge", "Offset of the oldest entry held.", log_begin),
        *_single("dangol_log_bytes", "gauge", "Bytes of the log on disk.", log_bytes),
        *_single(
            "dangol_log_lost_entries",
            "gauge",
            "Entries of the log that could not be read.",
            unknown if log_lost is None else log_lost,
        ),
        *_single("dangol_refusing", "gauge", "1 while no event is taken.", float(refusing)),
        *_lag("trip", log_head, trip_offset),
        *_lag("lake", log_head, lake.position if lake else None),
        *_single(
            "dangol_lake_bytes",
            "gauge",
            "Bytes of the lake's files on disk.",
            lake.bytes if lake else unknown,
        ),
        *_single(
            "process_resident_memory_bytes", "gauge", "Memory of this process.", _resident_bytes()
        ),
        *_single("process_cpu_seconds_total", "counter", "Processor time.", time.process_time()),
    ]
    return "\n".join(lines) + "\n"


def _counted(counters: Counters) -> list[str]:
    """Return what the edge itself counted."""
    requests = [
        ((("route", route), ("status", str(status))), count)
        for (route, status), count in sorted(counters.requests.items())
    ]
    rejected = [((("code", code),), count) for code, count in sorted(counters.rejected.items())]
    turned_away = [
        ((("source", source), ("code", code)), count)
        for (source, code), count in sorted(counters.turned_away.items())
    ]
    return [
        *_figure("dangol_requests_total", "counter", "Requests answered.", requests),
        *_single("dangol_events_accepted_total", "counter", "Events on disk.", counters.accepted),
        *_figure("dangol_events_rejected_total", "counter", "Events refused.", rejected),
        *_figure(
            "dangol_requests_turned_away_total",
            "counter",
            "Requests that a source's limit turned away.",
            turned_away,
        ),
        *_histogram("dangol_commit_entries", "Entries per commit.", counters.group_entries),
        *_histogram("dangol_commit_seconds", "Seconds per commit.", counters.group_seconds),
        *_single(
            "dangol_commit_failures_total",
            "counter",
            "Commits that the disk refused.",
            counters.group_failures,
        ),
        *_single("dangol_live_watchers", "gauge", "Open live streams.", counters.watchers),
        *_of_devices(counters.devices),
    ]


def _of_devices(standing: DeviceStanding | None) -> list[str]:
    """Return how it stands with connected devices; nothing where they are not heard."""
    if standing is None:
        return []
    return [
        *_single(
            "dangol_mqtt_messages_total", "counter", "Messages of devices heard.", standing.heard
        ),
        *_single(
            "dangol_mqtt_waiting_messages",
            "gauge",
            "Messages of devices that wait in the broker.",
            standing.waiting,
        ),
        *_single("dangol_mqtt_devices", "gauge", "Devices connected.", standing.devices),
        *_single("dangol_mqtt_lanes", "gauge", "Lanes of the broker heard.", standing.lanes),
    ]


def _lag(reader: str, head: int, position: int | None) -> list[str]:
    waiting = float("nan") if position is None else max(0, head - position)
    name, purpose = f"dangol_{reader}_lag_entries", f"Entries that wait for the {reader}."
    return _single(name, "gauge", purpose, waiting)


def _single(name: str, kind: str, purpose: str, value: float) -> list[str]:
    return _figure(name, kind, purpose, [((), value)])


def _figure(
    name: str, kind: str, purpose: str, values: Iterable[tuple[Labels, float]]
) -> list[str]:
    head = [f"# HELP {name} {purpose}", f"# TYPE {name} {kind}"]
    return head + [f"{name}{_labels(labels)} {value:.17g}" for labels, value in values]


def _histogram(name: str, purpose: str, histogram: Histogram) -> list[str]:
    lines = [f"# HELP {name} {purpose}", f"# TYPE {name} histogram"]
    total = 0
    for bound, count in zip((*histogram.bounds, "+Inf"), histogram.counts, strict=True):
        total += count
        lines.append(f'{name}_bucket{{le="{bound}"}} {total}')
    return [*lines, f"{name}_sum {histogram.sum:.9g}", f"{name}_count {total}"]


def _labels(labels: Labels) -> str:
    if not labels:
        return ""
    return "{" + ",".join(f'{name}="{_escaped(value)}"' for name, value in labels) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def _resident_bytes() -> int:
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except (OSError, ValueError, IndexError):  # only Linux tells it so
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
