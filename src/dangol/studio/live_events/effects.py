"""What one event changed: whose it became, what it joined, the stage it moved, the traits it told.

All is read from what stands today: a trait that was told anew since is said to be so.
"""

from collections.abc import Iterator, Set

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dangol.engines.database import Database
from dangol.kernel.event import Event
from dangol.kernel.masking import mask_identifier
from dangol.live.identity.api import identifiers_of, list_merges, survivor_of
from dangol.live.profiles.api import find_profile
from dangol.live.profiles.contracts import Profile
from dangol.live.trip.api import resolutions
from dangol.studio.customers.event_values import read_object
from dangol.studio.customers.joins import joins_in_view
from dangol.studio.customers.personal import mask_trait
from dangol.studio.customers.portrait import IDENTIFIER_NAMES
from dangol.studio.ground.words import STAGE_NAMES

MOST_TRAITS = 20
"""More than these nobody reads in a drawer; the event itself holds them all."""


class Viewer(msgspec.Struct, frozen=True):
    """Who reads: the brands in view, the present instant (µs), personal data hidden or not."""

    sees: frozenset[str]
    now: int
    masked: bool


def tell_effects(db: Database, event: Event, offset: int, viewer: Viewer) -> list[str]:
    """Return what an event changed, a sentence each, in the reader's language.

    Args:
        db: the operational database.
        event: of a brand in view.
        offset: where it stands in the log.
        viewer: who reads.
    """
    for resolution in resolutions(db, offset, offset):
        resolved = resolution.outcomes[offset - resolution.first]
        if resolved is None:
            return [_("Nothing: it could not be worked on and was set aside.")]
        if resolved.duplicate:
            return [_("Nothing: it had come before, and counts once.")]
        if resolved.customer < 0:
            return [_("Nothing: what it names is no usable identifier, so it is nobody's.")]
        return list(_effects(db, event, offset, resolved.customer, viewer))
    return [_("Nothing yet: it waits for its turn.")]


def _effects(
    db: Database, event: Event, offset: int, customer: int, viewer: Viewer
) -> Iterator[str]:
    today = survivor_of(db, customer)
    profile = find_profile(db, today, viewer.sees, viewer.now)
    if profile is None:
        return
    yield (
        _("A new customer began with it.")
        if customer == offset
        else _("It was added to a customer who was known already.")
    )
    if today != customer:
        yield _("That customer has become one with another since.")
    yield from _names(event, viewer)
    if offset in joins_in_view(list_merges(db, today), profile.strands):
        yield _("It showed that two customers are one: they were joined.")
    yield from _moves(profile, event)
    yield from _traits(profile, event, viewer)


def _names(event: Event, viewer: Viewer) -> Iterator[str]:
    names = [
        f"{IDENTIFIER_NAMES.get(one.type, one.type)} "
        f"{mask_identifier(one.type, one.value) if viewer.masked else one.value}"
        for one in identifiers_of(event)
    ]
    if names:
        yield _("Recognised by: %(names)s.") % {"names": ", ".join(names)}


def _moves(profile: Profile, event: Event) -> Iterator[str]:
    fact = profile.stages.get(event.brand)
    for move in fact.moves if fact else ():
        if move.at == event.at:
            went_to = STAGE_NAMES[move.went_to]
            if move.came_from is None:
                yield _("Stage: begins with %(to)s.") % {"to": went_to}
            else:
                came_from = STAGE_NAMES[move.came_from]
                yield _("Stage: from %(from)s to %(to)s.") % {"from": came_from, "to": went_to}


def _traits(profile: Profile, event: Event, viewer: Viewer) -> Iterator[str]:
    told = _told_traits(event)
    shown = [name for name in told if name in profile.traits][:MOST_TRAITS]
    for name in shown:
        fact = profile.traits[name]
        value = mask_trait(name, fact.value) if viewer.masked else fact.value
        if (fact.at, fact.source) == (event.at, event.source):
            yield _("Trait %(name)s: %(value)s.") % {"name": name, "value": value}
        else:
            yield _("Trait %(name)s: told, and told anew by another event.") % {"name": name}
    if len(told) > len(shown):
        left = len(told) - len(shown)
        said = ngettext(
            "%(count)d further trait that it tells.",
            "%(count)d further traits that it tells.",
            left,
        )
        yield said % {"count": left}


def _told_traits(event: Event) -> Set[str]:
    context = read_object(event.context).get("traits")
    beside = context if isinstance(context, dict) else {}
    own = read_object(event.traits) if event.type == "identify" else {}
    return dict.fromkeys([*own, *beside]).keys()
