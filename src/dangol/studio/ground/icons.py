"""The touchpoints' pictures: one stroke, 24 by 24, drawn for the Studio."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_PATHS = {
    "web": '<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18"/>',
    "app": '<rect x="7" y="2.5" width="10" height="19" rx="2.5"/><path d="M11 18.5h2"/>',
    "store": '<path d="M4 10v10h16V10M3 10l2-6h14l2 6a3 3 0 0 1-6 0 3 3 0 0 1-6 0 3 3 0 0 1-6 0"/>'
    '<path d="M10 20v-5h4v5"/>',
    "call": '<path d="M5 3h4l1.5 5-2.5 1.5a12 12 0 0 0 6.5 6.5l1.5-2.500 5 1.500v4a2 2 0 0 1-2 2'
    'A16 16 0 0 1 3 5a2 2 0 0 1 2-2z"/>',
    "email": '<rect x="3" y="5" width="18" height="14" rx="2"/><path d="m3.500 6.500 8.500 7 8.500-7"/>',
    "social": '<circle cx="6" cy="12" r="2.500"/><circle cx="17" cy="6" r="2.500"/>'
    '<circle cx="17" cy="18" r="2.500"/><path d="m8.200 10.800 6.600-3.600M8.200 13.200l6.600 3.600"/>',
    "device": '<rect x="4" y="8" width="16" height="12" rx="3"/><path d="M8 8V5a4 4 0 0 1 8 0v3M9 14h6"/>',
    "server": '<rect x="4" y="4" width="16" height="7" rx="2"/><rect x="4" y="13" width="16" height="7" rx="2"/>'
    '<path d="M8 7.500h.01M8 16.500h.01"/>',
}


def draw(touchpoint: str) -> SafeString:
    """Return a touchpoint's picture as an SVG that screen readers skip."""
    return format_html(
        '<svg class="dg-icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        'stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" '
        'aria-hidden="true">{}</svg>',
        mark_safe(_PATHS.get(touchpoint, _PATHS["server"])),  # noqa: S308, our own drawings
    )
