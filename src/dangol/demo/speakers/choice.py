"""Which software speaks at which touchpoint."""

from dangol.demo.contracts import Act
from dangol.demo.house import source_name
from dangol.demo.speakers.appliance import APPLIANCE
from dangol.demo.speakers.browser import BROWSER
from dangol.demo.speakers.calls import CALLS
from dangol.demo.speakers.mail import MAIL
from dangol.demo.speakers.phone import PHONE
from dangol.demo.speakers.till import TILL
from dangol.demo.speakers.wire import Speaker
from dangol.kernel.event import Touchpoint

SPEAKERS: dict[Touchpoint, Speaker] = {
    "web": BROWSER,
    "app": PHONE,
    "store": TILL,
    "call": CALLS,
    "email": MAIL,
    "device": APPLIANCE,
}


def source_of(act: Act) -> str:
    """Return the name of the source that tells of an act."""
    return source_name(act.brand, act.touchpoint)
