"""What an event is called in plain language, by its name: the best sentence that can be filled.

Names are those of Segment's published e-commerce, mobile, video, e-mail and live-chat events
(https://segment.com/docs/connections/spec/), and common ones of accounts, calls and devices. Each
has one or more sentences, the fullest first; the first whose places can all be filled from the
event is told, so the last of each needs nothing but ``place``, which every event has.
"""

import re
from typing import Literal

from dangol.kernel.event import Event
from dangol.studio.customers.words import note

Sentences = tuple[str, ...]
Kind = Literal["browsing", "orders", "messages", "help", "use", "account", "other"]
KINDS: tuple[Kind, ...] = ("browsing", "orders", "messages", "help", "use", "account", "other")

_BROWSING: dict[str, Sentences] = {
    "products searched": ("Searched for “{query}”", "Searched for products"),
    "product list viewed": ("Looked through “{category}”", "Looked through a list of products"),
    "product list filtered": (
        "Narrowed down the products in “{category}”",
        "Narrowed down a list of products",
    ),
    "promotion viewed": ("Saw the promotion “{promotion}”", "Saw a promotion"),
    "promotion clicked": ("Followed the promotion “{promotion}”", "Followed a promotion"),
    "product clicked": ("Picked “{product}” from a list", "Picked a product from a list"),
    "product viewed": (
        "Looked at “{product}” for {price}",
        "Looked at “{product}”",
        "Looked at a product",
    ),
    "product compared": ("Compared “{product}” with others", "Compared products"),
    "reviews viewed": ("Read reviews of “{product}”", "Read reviews"),
    "product shared": ("Shared “{product}” with others", "Shared a product with others"),
    "product reviewed": (
        "Reviewed “{product}”: {rating} of 5",
        "Reviewed a product: {rating} of 5",
        "Reviewed a product",
    ),
    "review submitted": ("Reviewed a product: {rating} of 5", "Reviewed a product"),
    "product added to wishlist": (
        "Put “{product}” on the wish list",
        "Put a product on the wish list",
    ),
    "product removed from wishlist": (
        "Took “{product}” off the wish list",
        "Took a product off the wish list",
    ),
    "wishlist product added to cart": (
        "Moved “{product}” from the wish list to the cart",
        "Moved a product from the wish list to the cart",
    ),
}

_ORDERING: dict[str, Sentences] = {
    "product added": (
        "Put {quantity} × “{product}” in the cart",
        "Put “{product}” in the cart",
        "Put a product in the cart",
    ),
    "product removed": ("Took “{product}” out of the cart", "Took a product out of the cart"),
    "cart viewed": ("Looked at the cart ({items})", "Looked at the cart"),
    "cart shared": ("Shared the cart with others",),
    "checkout started": (
        "Went to the checkout with {total} ({items})",
        "Went to the checkout with {total}",
        "Went to the checkout",
    ),
    "checkout step viewed": ("Came to step {step} of the checkout", "Came further in the checkout"),
    "checkout step completed": (
        "Finished step {step} of the checkout",
        "Finished a step of the checkout",
    ),
    "payment info entered": ("Chose to pay by {method}", "Gave the payment details"),
    "order completed": (
        "Bought for {total} ({items}) {place}",
        "Bought for {total} {place}",
        "Placed an order {place}",
    ),
    "order updated": ("Changed order {order}", "Changed an order"),
    "order refunded": ("Got {total} back for order {order}", "Got {total} back", "Got a refund"),
    "order cancelled": ("Cancelled order {order}", "Cancelled an order"),
    "order shipped": ("Order {order} was shipped", "An order was shipped"),
    "order delivered": ("Order {order} was delivered", "An order was delivered"),
    "product delivered": ("“{product}” was delivered", "A product was delivered"),
    "product returned": ("Sent “{product}” back", "Sent a product back"),
    "order returned": ("Sent order {order} back", "Sent an order back"),
    "coupon entered": ("Entered the coupon “{coupon}”", "Entered a coupon"),
    "coupon applied": ("Used the coupon “{coupon}”", "Used a coupon"),
    "coupon denied": ("The coupon “{coupon}” was refused", "A coupon was refused"),
    "coupon removed": ("Removed the coupon “{coupon}”", "Removed a coupon"),
}

_MOBILE: dict[str, Sentences] = {
    "application installed": ("Installed the {brand} app",),
    "application opened": ("Opened the {brand} app",),
    "application updated": (
        "Updated the {brand} app to version {version}",
        "Updated the {brand} app",
    ),
    "application backgrounded": ("Left the {brand} app",),
    "application crashed": ("The {brand} app crashed",),
    "application uninstalled": ("Removed the {brand} app",),
    "install attributed": (
        "Came to the app through “{campaign}”",
        "Came to the app through a campaign",
    ),
    "deep link clicked": ("Followed a link into the app",),
    "deep link opened": ("Opened the app by a link",),
}

_PUSH: dict[str, Sentences] = {
    "push notification received": (
        "Received the push message “{campaign}”",
        "Received a push message",
    ),
    "push notification tapped": ("Tapped the push message “{campaign}”", "Tapped a push message"),
    "push notification bounced": (
        "The push message “{campaign}” could not be delivered",
        "A push message could not be delivered",
    ),
}

_VIDEO: dict[str, Sentences] = {
    "video playback started": ("Started the video “{video}”", "Started a video"),
    "video playback paused": ("Paused the video “{video}”", "Paused a video"),
    "video playback interrupted": (
        "The video “{video}” was interrupted",
        "A video was interrupted",
    ),
    "video playback buffer started": (
        "The video “{video}” had to load",
        "A video had to load",
    ),
    "video playback buffer completed": (
        "The video “{video}” had loaded",
        "A video had loaded",
    ),
    "video playback seek started": ("Searched in the video “{video}”", "Searched in a video"),
    "video playback seek completed": (
        "Found another place in the video “{video}”",
        "Found another place in a video",
    ),
    "video playback resumed": ("Went on watching “{video}”", "Went on watching a video"),
    "video playback completed": ("Watched “{video}” to the end", "Watched a video to the end"),
    "video playback exited": ("Left the video “{video}”", "Left a video"),
    "video quality updated": (
        "Changed the quality of the video “{video}”",
        "Changed the quality of a video",
    ),
    "video content started": ("Began to watch “{video}”", "Began to watch a video"),
    "video content playing": ("Is watching “{video}”", "Is watching a video"),
    "video content completed": ("Watched “{video}” to the end", "Watched a video to the end"),
    "video ad started": ("Saw the advertisement “{video}” begin", "Saw an advertisement begin"),
    "video ad playing": ("Watched the advertisement “{video}”", "Watched an advertisement"),
    "video ad completed": (
        "Watched the advertisement “{video}” to the end",
        "Watched an advertisement to the end",
    ),
    "video ad skipped": ("Skipped the advertisement “{video}”", "Skipped an advertisement"),
    "video ad clicked": ("Followed the advertisement “{video}”", "Followed an advertisement"),
}

_MAIL_AND_CHAT: dict[str, Sentences] = {
    "email sent": ("Was sent the e-mail “{subject}”", "Was sent an e-mail"),
    "email delivered": ("Received the e-mail “{subject}”", "Received an e-mail"),
    "email opened": ("Opened the e-mail “{subject}”", "Opened an e-mail"),
    "email link clicked": (
        "Followed a link in the e-mail “{subject}”",
        "Followed a link to {link} in an e-mail",
        "Followed a link in an e-mail",
    ),
    "email bounced": (
        "The e-mail “{subject}” could not be delivered",
        "An e-mail could not be delivered",
    ),
    "email marked as spam": (
        "Marked the e-mail “{subject}” as spam",
        "Marked an e-mail as spam",
    ),
    "unsubscribed": (
        "Unsubscribed after the e-mail “{subject}”",
        "Unsubscribed from the list “{list}”",
        "Unsubscribed from e-mails",
    ),
    "live chat conversation started": ("Started a chat with {brand}",),
    "live chat conversation ended": ("Ended a chat with {brand}",),
    "live chat message sent": ("Wrote in the chat with {brand}",),
    "live chat message received": ("Got an answer in the chat with {brand}",),
}

_ACCOUNT: dict[str, Sentences] = {
    "signed up": ("Signed up {place}",),
    "account created": ("Opened an account {place}",),
    "account deleted": ("Closed the account {place}",),
    "signed in": ("Signed in {place}",),
    "signed out": ("Signed out {place}",),
    "invite sent": ("Invited a friend",),
    "referral sent": ("Recommended {brand} to a friend",),
    "subscription started": ("Subscribed to “{plan}”", "Started a subscription"),
    "subscription renewed": ("Renewed the subscription “{plan}”", "Renewed a subscription"),
    "subscription cancelled": ("Cancelled the subscription “{plan}”", "Cancelled a subscription"),
    "trial started": ("Started to try “{plan}”", "Started a trial"),
    "trial ended": ("The trial of “{plan}” ended", "A trial ended"),
    "newsletter subscribed": ("Subscribed to the newsletter of {brand}",),
    "form submitted": ("Sent the form “{form}”", "Sent a form"),
    "survey answered": ("Answered the survey “{form}”", "Answered a survey"),
    "survey completed": ("Answered the survey “{form}”", "Answered a survey"),
    "loyalty program joined": ("Joined the loyalty programme of {brand}",),
    "loyalty points earned": ("Earned {points} points", "Earned points"),
    "loyalty points redeemed": ("Redeemed {points} points", "Redeemed points"),
    "loyalty tier changed": ("Came to the loyalty tier “{tier}”", "Changed the loyalty tier"),
    "store visited": ("Visited the {brand} store “{location}”", "Visited the {brand} store"),
    "post liked": ("Liked a post of {brand}",),
    "post shared": ("Shared a post of {brand}",),
    "post commented": ("Commented on a post of {brand}",),
    "brand mentioned": ("Mentioned {brand} in a post",),
    "brand followed": ("Followed {brand}",),
}

_SERVICE: dict[str, Sentences] = {
    "call started": ("Called {brand} about “{topic}”", "Called the call centre of {brand}"),
    "call answered": ("Was answered by the call centre of {brand}",),
    "call ended": (
        "Ended a call with {brand} after {duration}",
        "Ended a call with the call centre of {brand}",
    ),
    "call completed": (
        "Talked with the call centre of {brand} for {duration}",
        "Talked with the call centre of {brand}",
    ),
    "call missed": ("Called {brand}, but nobody answered",),
    "support requested": ("Asked {brand} for help with “{topic}”", "Asked {brand} for help"),
    "ticket opened": ("Asked {brand} for help with “{topic}”", "Asked {brand} for help"),
    "ticket created": ("Asked {brand} for help with “{topic}”", "Asked {brand} for help"),
    "ticket reopened": (
        "Asked {brand} again for help with “{topic}”",
        "Asked {brand} again for help",
    ),
    "ticket closed": ("Got help from {brand} with “{topic}”", "A request for help was closed"),
    "ticket resolved": ("Got help from {brand} with “{topic}”", "A request for help was closed"),
    "help article viewed": ("Read the help page “{topic}”", "Read a help page"),
    "manual viewed": ("Read the manual of “{product}”", "Read a manual"),
    "recipe viewed": ("Read the recipe for “{product}”", "Read a recipe"),
    "return requested": ("Asked to return “{product}”", "Asked to return a product"),
}

_DEVICES: dict[str, Sentences] = {
    "warranty registered": ("Registered “{product}”", "Registered a product"),
    "product registered": ("Registered “{product}”", "Registered a product"),
    "device connected": ("Connected “{device}”", "Connected a device of {brand}"),
    "device disconnected": ("Disconnected “{device}”", "Disconnected a device of {brand}"),
    "device used": ("Used “{device}”", "Used a device of {brand}"),
    "device error reported": (
        "“{device}” reported a fault",
        "A device of {brand} reported a fault",
    ),
    "product used": ("Used “{product}”", "Used a product"),
    "onboarding completed": ("Finished the first steps with {brand}",),
    "tutorial started": ("Started the tutorial “{feature}”", "Started a tutorial"),
    "tutorial completed": ("Finished the tutorial “{feature}”", "Finished a tutorial"),
    "feature used": ("Used “{feature}”", "Used a feature"),
}

_BY_KIND: dict[Kind, tuple[dict[str, Sentences], ...]] = {
    "browsing": (_BROWSING, _VIDEO),
    "orders": (_ORDERING,),
    "messages": (_MAIL_AND_CHAT, _PUSH),
    "help": (_SERVICE,),
    "account": (_ACCOUNT,),
    "use": (_MOBILE, _DEVICES),
}

BY_EVENT: dict[str, Sentences] = {
    name: sentences
    for tables in _BY_KIND.values()
    for table in tables
    for name, sentences in table.items()
}

BY_CALL: dict[str, Sentences] = {
    "track": ("“{event}” {place}",),
    "page": ("Looked at the page “{page}”", "Looked at a page of {brand}"),
    "screen": ("Looked at “{page}” in the app", "Looked at a screen of the {brand} app"),
    "identify": ("Told {brand}: {details}", "Made themselves known to {brand}"),
    "group": ("Joined the group “{group}”", "Joined a group"),
    "alias": ("Was recognised as somebody already known to {brand}",),
}

_KIND_OF_EVENT: dict[str, Kind] = {
    name: kind for kind, tables in _BY_KIND.items() for table in tables for name in table
}
_KIND_OF_CALL: dict[str, Kind] = {
    "track": "other",
    "page": "browsing",
    "screen": "browsing",
    "identify": "account",
    "group": "account",
    "alias": "account",
}

PLACES: dict[str, str] = {
    "web": note("in the {brand} web shop"),
    "app": note("in the {brand} app"),
    "store": note("in the {brand} store"),
    "call": note("through the {brand} call centre"),
    "email": note("by e-mail with {brand}"),
    "social": note("with {brand} in social media"),
    "device": note("on a device of {brand}"),
    "server": note("at {brand}"),
}

DETAILS: dict[str, str] = {
    "name": note("name"),
    "first name": note("first name"),
    "last name": note("last name"),
    "email": note("e-mail address"),
    "phone": note("telephone number"),
    "address": note("address"),
    "city": note("city"),
    "country": note("country"),
    "birthday": note("birthday"),
    "age": note("age"),
    "gender": note("gender"),
    "company": note("company"),
    "plan": note("plan"),
    "language": note("language"),
    "locale": note("language"),
    "loyalty tier": note("loyalty tier"),
    "interests": note("interests"),
    "avatar": note("picture"),
}
"""Traits that have a word of their own; others are told by the name that the touchpoint uses."""

ONE_ITEM = note("1 item")
SEVERAL_ITEMS = note("{count} items")
SECONDS = note("{seconds} s")
MINUTES = note("{minutes} min")
MORE = note("{count} more")

_PLACE = re.compile(r"\{(\w+)\}")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_JOINT = re.compile(r"[\s_.:/-]+")


def spread_name(name: str) -> str:
    """Return a name in one form, however its words are joined.

    >>> spread_name("Order Completed"), spread_name("order_completed"), spread_name("orderDone")
    ('order completed', 'order completed', 'order done')
    """
    return _JOINT.sub(" ", _CAMEL.sub(" ", name)).strip().casefold()


def kind_of(event: Event) -> Kind:
    """Return what an event is about, for choosing lines of a timeline."""
    if event.type == "track":
        return _KIND_OF_EVENT.get(spread_name(event.name), "other")
    return _KIND_OF_CALL[event.type]


def find_places(sentence: str) -> list[str]:
    """Return the names of the places that a sentence wants filled."""
    return _PLACE.findall(sentence)
