"""``dangol demo``: a house of three brands, alive, on a folder of its own."""

import os
import sys
import threading
import time
import webbrowser
from typing import TYPE_CHECKING, Annotated

import typer

from dangol.config import data_folder
from dangol.config.cli.options import DEFAULT_DATA, Data, note, say
from dangol.config.cli.progress import shown_progress
from dangol.kernel import clock
from dangol.kernel.errors import DangolError

if TYPE_CHECKING:
    from dangol.config.playing import Player
    from dangol.config.staging import DemoMark

Port = Annotated[int, typer.Option("--port", min=1, max=65535, help="Port to listen on.")]
MOST_CUSTOMERS, CUSTOMERS = 100_000, 1500
Customers = Annotated[
    int | None,
    typer.Option(
        "--customers",
        min=1,
        max=MOST_CUSTOMERS,
        help=f"How many people to simulate in a new folder; {CUSTOMERS} without.",
    ),
]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Do not open a browser.")]
HOST = "127.0.0.1"


def demo(
    data: Data = DEFAULT_DATA,
    port: Port = 8000,
    customers: Customers = None,
    no_browser: NoBrowser = False,
) -> None:
    """Show a living house: init, up, and simulated customers over real HTTP; Ctrl-C stops it."""
    import logging.config  # `dangol demo` alone pays for all of these

    from dangol.config import logs
    from dangol.config.addresses import base_url, check_address
    from dangol.config.playing import Player
    from dangol.config.staging import prepare_house
    from dangol.config.supervisor import ROLES, Supervisor

    folder = data_folder.at_path(data)
    stopped = threading.Event()
    url = base_url(HOST, port)
    data_folder.prepare_place(folder)
    with data_folder.hold(folder):
        check_address(HOST, port)
        note("Preparing the house in {path} …", path=folder.path)
        mark = prepare_house(folder, customers or CUSTOMERS, now=clock.now())
        if customers not in (None, mark.customers):
            note(
                "The demo in {path} has {kept} customers already, so --customers changes nothing. "
                "It counts in a new folder.",
                path=folder.path,
                kept=mark.customers,
            )
        logging.config.dictConfig(logs.log_settings("supervisor", folder.logs, on_terminal=False))
        player = Player(folder, mark, url, stopped)
        threading.Thread(
            target=_play, args=(player, mark, url, not no_browser), name="demo", daemon=True
        ).start()
        try:
            Supervisor(folder, HOST, port, ROLES, say).run()
        finally:
            stopped.set()


def _play(player: "Player", mark: "DemoMark", url: str, browse: bool) -> None:
    """Play beside the supervisor; the house stays up even where the playing fails."""
    try:
        if not player.wait_ready():
            return
        if not mark.told:
            _tell_history(player, mark)
        if not mark.told:
            return
        _tell_where(mark, url)
        if browse and _has_screen():
            webbrowser.open(f"{url}/studio/")
        player.live_on()
    except DangolError as error:
        note(error.sentence, **error.values)


def _tell_history(player: "Player", mark: "DemoMark") -> None:
    began = time.monotonic()
    with shown_progress("Twelve weeks of history", "{count} events") as on_progress:
        tally = player.tell_history(on_progress)
    if mark.told:
        say(
            "Twelve weeks of history are in: {count} events in {seconds} seconds.",
            count=f"{tally.sent:,}",
            seconds=round(time.monotonic() - began),
        )


def _tell_where(mark: "DemoMark", url: str) -> None:
    say("")
    say("Look here:  {url}", url=f"{url}/studio/")
    if mark.users:
        say("Sign in as one of these; each role sees what it may use:")
        for person in mark.users:
            print(f"  {person.name:<12} {person.password:<20} {person.role}", flush=True)
    else:
        say("Sign in with a name of this house; `dangol people password` makes a new password.")
    if mark.api_key:
        say("API key for {url}: {key}", url=f"{url}/api/docs", key=mark.api_key)
    say("The customers of Onggi, Sotbab and Maru go on living. Stop with Ctrl-C.")


def _has_screen() -> bool:
    """Tell whether a browser would open in a window: a text browser must not take the terminal."""
    return sys.platform != "linux" or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
