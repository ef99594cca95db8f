"""The findings of a lifecycle as sentences: they are the titles of the page's charts."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dangol.studio.ground.words import STAGE_NAMES
from dangol.studio.lifecycle.figures import Figures
from dangol.studio.lifecycle.periods import Period
from dangol.studio.templatetags.studio import whole


def say_period(period: Period) -> str:
    """Name a period as part of a sentence, such as: in the last 30 days."""
    if period.days is not None:
        return ngettext("in the last %(days)s day", "in the last %(days)s days", period.days) % {
            "days": period.days
        }
    first, last = (date_format(day, "DATE_FORMAT") for day in (period.first, period.last))
    return _("from %(first)s to %(last)s") % {"first": first, "last": last}


def say_share(part: float, whole_of_it: float) -> str:
    """Write a part of something as percent; – where there is nothing."""
    if not whole_of_it:
        return "–"
    return _("%(share)d %%") % {"share": round(100 * part / whole_of_it)}


def say_flow(figures: Figures, period: Period) -> str:
    """Tell the most common move of the period."""
    flow = figures.main_flow
    if flow is None or flow.came_from is None:
        return _("Nobody moved between stages %(period)s") % {"period": say_period(period)}
    words = {
        "came_from": STAGE_NAMES[flow.came_from],
        "went_to": STAGE_NAMES[flow.went_to],
        "moves": whole(flow.moves),
        "all": whole(figures.moves),
        "period": say_period(period),
    }
    return (
        _("Most moves went from %(came_from)s to %(went_to)s: %(moves)s of %(all)s %(period)s")
        % words
    )


def say_stuck(figures: Figures) -> str:
    """Tell in which stage people get stuck, or that nobody does."""
    if not figures.customers:
        return _("No customers yet")
    if figures.stuck is None:
        return _("Nobody is stuck: all came to their stage within the last month")
    said = ngettext(
        "Most who stopped are at %(stage)s: %(count)s customer (%(share)s of the stage) has been "
        "there over a month",
        "Most who stopped are at %(stage)s: %(count)s customers (%(share)s of the stage) have been "
        "there over a month",
        figures.stuck.long_stayers,
    )
    return said % {
        "stage": STAGE_NAMES[figures.stuck.stage],
        "count": whole(figures.stuck.long_stayers),
        "share": say_share(figures.stuck.share, 1),
    }


def say_hardest(figures: Figures, period: Period) -> str:
    """Tell from which stage the smallest share moved on in the period."""
    hardest = figures.hardest
    if hardest is None:
        return _("Too few customers to tell who moves on")
    return _("From %(stage)s the fewest moved on %(period)s: %(share)s") % {
        "stage": STAGE_NAMES[hardest.stage],
        "period": say_period(period),
        "share": say_share(hardest.moved_on, hardest.stays),
    }
