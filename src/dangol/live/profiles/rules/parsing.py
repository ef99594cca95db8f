"""Reading a lifecycle document: every fault is found, named by its path, and told what to do."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import get_args

from dangol.kernel.clock import DAY, HOUR
from dangol.kernel.event import Touchpoint
from dangol.live.profiles.contracts import STAGES, Stage
from dangol.live.profiles.rules.lifecycle import GROUND, NEVER, Lifecycle, Signal
from dangol.live.profiles.rules.refusing import refuse
from dangol.live.profiles.rules.runs import RUN_GAP

LONGEST_LAPSE = 3650 * DAY
MOST_SIGNALS = 100
MOST_EVENTS = 200
LONGEST_EVENT = 200
TOUCHPOINTS: tuple[str, ...] = get_args(Touchpoint)

_SPAN = re.compile(r"(\d{1,5})\s*([hdw])")
_UNITS = {"h": HOUR, "d": DAY, "w": 7 * DAY}

_SAY_UNKNOWN_KEY = "Remove this key: it means nothing here."
_SAY_DOCUMENT = "Write two keys, precedence and stages."
_SAY_PRECEDENCE = "List discover, explore, buy, use, ask and engage, each exactly once."
_SAY_GROUND_LAST = "Put discover last: everybody is in it from the first event on."
_SAY_STAGES = "Describe at least one of explore, buy, use, ask and engage."
_SAY_GROUND = "Leave discover out: everybody is in it from the first event on, for ever."
_SAY_UNKNOWN_STAGE = "Use one of explore, buy, use, ask and engage."
_SAY_STAGE = "Write lapse and signals, and after where it is needed."
_SAY_LAPSE = "Write how long a signal counts, such as 30d, 12w or never; from 3d to 3650d."
_SAY_SIGNALS = "List at least one signal, at most 100; leave the stage out where there is none."
_SAY_SIGNAL = "Write the name of an event, or events, touchpoints, again and after."
_SAY_SIGNAL_EMPTY = "Name events or touchpoints: this signal would be everything."
_SAY_EVENTS = "List 1 to 200 names of events, each of 1 to 200 characters; quote bare numbers."
_SAY_TOUCHPOINTS = "List some of web, app, store, call, email, social, device and server."
_SAY_AGAIN = "Write true or false."
_SAY_AFTER = "Name another stage: one of discover, explore, buy, use, ask and engage."
_SAY_CYCLE = "Break the circle: this stage waits for a stage that waits for this one."


@lru_cache(maxsize=256)
def parse_lifecycle(text: str) -> Lifecycle:
    """Return the lifecycle that a document describes.

    Raises:
        LifecycleInvalid: it has faults; ``fields`` names each by its path.
    """
    from dangol.live.profiles.rules.document import read_document  # YAML: only to read rules

    reader = _Reader()
    precedence, signals = reader.read(read_document(text))
    if not reader.faults:
        order = reader.order(signals)
    if reader.faults:
        raise refuse(reader.faults)
    return Lifecycle(
        precedence,
        order,
        _by_event(signal for signal in signals if not signal.touchpoints),
        tuple(signal for signal in signals if signal.touchpoints),
    )


def _by_event(signals: Iterable[Signal]) -> dict[str, tuple[Signal, ...]]:
    found: dict[str, tuple[Signal, ...]] = {}
    for signal in signals:
        for event in signal.events:
            found[event] = (*found.get(event, ()), signal)
    return found


class _Reader:
    """Reads a document part by part and collects every fault by its path."""

    def __init__(self) -> None:
        self.faults: dict[str, str] = {}

    def read(self, document: object) -> tuple[tuple[Stage, ...], list[Signal]]:
        keys = self._mapping(document, "", {"precedence", "stages"}, _SAY_DOCUMENT)
        return self._precedence(keys.get("precedence")), self._stages(keys.get("stages"))

    def order(self, signals: list[Signal]) -> tuple[Stage, ...]:
        """Return the stages with signals, each after those it waits for."""
        waits: dict[Stage, set[Stage]] = {}
        for signal in signals:
            waits.setdefault(signal.stage, set()).update({signal.after} - {None, GROUND})  # type: ignore[arg-type]
        ready: list[Stage] = []
        while waits:
            free = [stage for stage, others in waits.items() if not others & waits.keys()]
            if not free:
                for stage in waits:
                    self.faults[f"stages.{stage}.after"] = _SAY_CYCLE
                break
            for stage in free:
                ready.append(stage)
                del waits[stage]
        return tuple(ready)

    def _precedence(self, listed: object) -> tuple[Stage, ...]:
        if not isinstance(listed, list) or sorted(map(str, listed)) != sorted(STAGES):
            self.faults["precedence"] = _SAY_PRECEDENCE
            return ()
        if listed[-1] != GROUND:
            self.faults["precedence"] = _SAY_GROUND_LAST
        return tuple(listed)

    def _stages(self, described: object) -> list[Signal]:
        if not isinstance(described, dict) or not described:
            self.faults["stages"] = _SAY_STAGES
            return []
        signals: list[Signal] = []
        for name, stage in described.items():
            path = f"stages.{name}"
            if name == GROUND:
                self.faults[path] = _SAY_GROUND
            elif name not in STAGES:
                self.faults[path] = _SAY_UNKNOWN_STAGE
            else:
                signals += self._stage(name, stage, path)
        return signals

    def _stage(self, name: Stage, described: object, path: str) -> list[Signal]:
        keys = self._mapping(described, path, {"lapse", "after", "signals"}, _SAY_STAGE)
        lapse = self._lapse(keys.get("lapse"), f"{path}.lapse")
        after = self._after(keys.get("after"), name, f"{path}.after")
        listed = keys.get("signals")
        if not isinstance(listed, list) or not 1 <= len(listed) <= MOST_SIGNALS:
            self.faults[f"{path}.signals"] = _SAY_SIGNALS
            return []
        return [
            self._signal(Signal(name, frozenset(), frozenset(), False, after, lapse), signal, where)
            for number, signal in enumerate(listed)
            for where in [f"{path}.signals[{number}]"]
        ]

    def _signal(self, bare: Signal, described: object, path: str) -> Signal:
        if isinstance(described, str):
            described = {"events": described}
        known = {"events", "touchpoints", "again", "after"}
        keys = self._mapping(described, path, known, _SAY_SIGNAL)
        if not keys.keys() & {"events", "touchpoints"} and path not in self.faults:
            self.faults[path] = _SAY_SIGNAL_EMPTY
        again = keys.get("again", False)
        if not isinstance(again, bool):
            self.faults[f"{path}.again"] = _SAY_AGAIN
        return Signal(
            bare.stage,
            self._events(keys, f"{path}.events"),
            self._touchpoints(keys, f"{path}.touchpoints"),
            again is True,
            self._after(keys.get("after", bare.after), bare.stage, f"{path}.after"),
            bare.lapse,
        )

    def _events(self, keys: dict[str, object], path: str) -> frozenset[str]:
        names = self._words(keys, "events")
        if names is None or not all(len(n) <= LONGEST_EVENT and n.strip() for n in names):
            self.faults[path] = _SAY_EVENTS
        return frozenset(names or ())

    def _touchpoints(self, keys: dict[str, object], path: str) -> frozenset[str]:
        names = self._words(keys, "touchpoints")
        if names is None or not all(name in TOUCHPOINTS for name in names):
            self.faults[path] = _SAY_TOUCHPOINTS
        return frozenset(names or ())

    def _words(self, keys: dict[str, object], key: str) -> list[str] | None:
        """Return a word or list of words; None where the value is neither."""
        if key not in keys:
            return []
        value = keys[key]
        words = [value] if isinstance(value, str) else value
        if not isinstance(words, list) or not 1 <= len(words) <= MOST_EVENTS:
            return None
        return words if all(isinstance(word, str) for word in words) else None

    def _lapse(self, written: object, path: str) -> int:
        if written == "never":
            return NEVER
        span = _SPAN.fullmatch(written.strip()) if isinstance(written, str) else None
        lapse = int(span[1]) * _UNITS[span[2]] if span else 0
        if not RUN_GAP <= lapse <= LONGEST_LAPSE:
            self.faults[path] = _SAY_LAPSE
        return lapse

    def _after(self, written: object, stage: Stage, path: str) -> Stage | None:
        if written is None:
            return None
        if written not in STAGES or written == stage:
            self.faults[path] = _SAY_AFTER
            return None
        return written

    def _mapping(
        self, value: object, path: str, known: set[str], sentence: str
    ) -> dict[str, object]:
        if not isinstance(value, dict):
            self.faults[path] = sentence
            return {}
        for key in value.keys() - known:
            self.faults[f"{path}.{key}".lstrip(".")] = _SAY_UNKNOWN_KEY
        return value
