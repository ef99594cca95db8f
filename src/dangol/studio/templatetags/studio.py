"""Words, times and pictures for the Studio's templates.

``{% load studio %}``, then ``{% stage "buy" %}``, ``{% touchpoint_icon "web" %}``,
``{{ at|moment }}``, ``{{ at|ago }}``, ``{{ count|whole }}``, ``{% ribbon steps %}``.
Times are microseconds UTC and are told in the reader's zone, which is named.
"""

from typing import Any

from django import template
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from dangol.kernel.clock import now, to_datetime
from dangol.studio.ground.words import STAGE_MEANINGS, STAGE_NAMES, TOUCHPOINT_NAMES

register = template.Library()


@register.filter
def moment(at: int | None) -> str:
    """Tell an instant as date and time in the reader's zone, with the zone's name."""
    if at is None:
        return "–"
    local = timezone.localtime(to_datetime(at))
    zone = local.tzname() or ""
    return f"{formats.date_format(local, 'SHORT_DATETIME_FORMAT')} {zone}".strip()


@register.filter
def day(at: int | None) -> str:
    """Tell an instant as a date in the reader's zone."""
    if at is None:
        return "–"
    return formats.date_format(timezone.localtime(to_datetime(at)), "DATE_FORMAT")


@register.filter
def clock_time(at: int) -> str:
    """Tell the time of day of an instant in the reader's zone, to the second."""
    return timezone.localtime(to_datetime(at)).strftime("%H:%M:%S")


@register.filter
def ago(at: int | None) -> str:
    """Tell how long ago an instant was, in its largest unit."""
    if at is None:
        return _("never")
    if now() - at < 60_000_000:
        return _("just now")
    passed = timesince(to_datetime(at), to_datetime(now()), depth=1)
    return _("%(time)s ago") % {"time": passed}


@register.simple_tag
def when(at: int | None) -> SafeString:
    """Show how long ago an instant was; the exact time stands in its title and machine form."""
    if not at:  # also the empty text that a template gives for what is not there
        return format_html('<span class="dg-muted">{}</span>', _("never"))
    return format_html(
        '<time datetime="{}" title="{}" class="dg-nowrap">{}</time>',
        to_datetime(at).isoformat(),
        moment(at),
        ago(at),
    )


@register.filter
def whole(count: int | None) -> str:
    """Write a whole number with the reader's separators."""
    return "–" if count is None else formats.number_format(count, 0, force_grouping=True)


@register.filter
def stage_name(stage: str) -> str:
    """Name a lifecycle stage in the reader's language."""
    return str(STAGE_NAMES.get(stage, stage))


@register.filter
def touchpoint_name(touchpoint: str) -> str:
    """Name a touchpoint in the reader's language."""
    return str(TOUCHPOINT_NAMES.get(touchpoint, touchpoint))


@register.simple_tag
def stage_words() -> list[tuple[str, str, str]]:
    """Return the six stages in order: key, name, and what the customer does there."""
    return [(key, str(name), str(STAGE_MEANINGS[key])) for key, name in STAGE_NAMES.items()]


@register.simple_tag(name="stage")
def stage_badge(stage: str) -> SafeString:
    """Show a stage as its coloured name."""
    return format_html('<span class="dg-stage" data-stage="{}">{}</span>', stage, stage_name(stage))


@register.simple_tag
def touchpoint_icon(touchpoint: str) -> SafeString:
    """Show a touchpoint's picture; its name must stand beside it."""
    return format_html(
        '<svg class="icon dg-icon" aria-hidden="true"><use href="#icon-dg-{}"></use></svg>',
        touchpoint,
    )


@register.inclusion_tag("studio/parts/ribbon.html")
def ribbon(counts: dict[str, int], address: str = "") -> dict[str, Any]:
    """Show the six stages with their customers, as shares of all.

    Args:
        counts: customers by stage.
        address: where a stage leads, such as ``/studio/customers/?brand=onggi``; ``stage=`` is
            added. Without it the ribbon is no link.
    """
    total = sum(counts.values())
    joint = "&" if "?" in address else "?"
    steps = [
        {
            "stage": stage,
            "name": name,
            "meaning": STAGE_MEANINGS[stage],
            "count": counts.get(stage, 0),
            "share": _("%(share)d %%")
            % {"share": round(100 * counts.get(stage, 0) / total) if total else 0},
            "address": f"{address}{joint}stage={stage}" if address else "",
        }
        for stage, name in STAGE_NAMES.items()
    ]
    return {"steps": steps, "total": total}


@register.filter
def is_check(field: Any) -> bool:
    """Tell whether a form's field is a single box to tick."""
    return getattr(field.field.widget, "input_type", "") == "checkbox" and not field.use_fieldset


@register.filter
def in_minutes(span: Any) -> int:
    """Tell a span of time in whole minutes."""
    return int(span.total_seconds() // 60)
