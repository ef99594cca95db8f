"""Signals: collected, except those that whoever started us wants ignored."""

import os
import signal
from collections.abc import Iterator

import pytest

from dangol.config.signals import SignalInbox


@pytest.fixture
def nohup() -> Iterator[None]:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.mark.usefixtures("nohup")
def test_what_was_ignored_stays_ignored_and_the_rest_is_collected() -> None:
    with SignalInbox(signal.SIGHUP, signal.SIGUSR1) as inbox:
        os.kill(os.getpid(), signal.SIGHUP)
        assert inbox.wait(0.05) == frozenset()
        os.kill(os.getpid(), signal.SIGUSR1)
        assert inbox.wait(5) == {signal.SIGUSR1}
    assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
