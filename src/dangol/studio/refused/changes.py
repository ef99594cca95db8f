"""Sending refused events again: one, or all that a filter finds; with the number told before."""

from collections.abc import Sequence
from functools import partial

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dangol.edge.config import read_hash_keys
from dangol.edge.judging import judging_of
from dangol.kernel.clock import now
from dangol.kernel.words import translate
from dangol.live.trip.api import Resent, count_refused, get_refused, list_ready, redrive
from dangol.studio.ground.doors import database, log
from dangol.studio.ground.pages import ConfirmPage, Path
from dangol.studio.refused.views import LIST, SOURCES, OneRefused, RefusedPage
from dangol.studio.templatetags.studio import whole

RIGHTS = ("view_sources", "view_live_events", "change_sources")
_ONCE = gettext_lazy(
    "They go through the same checks as before, with the source as it is today, and happened when "
    "they happened."
)
_SAFE = gettext_lazy("An event that is sent twice counts once, so nothing can go wrong by it.")


class SendAgain(ConfirmPage, OneRefused):
    """Send one refused event again."""

    template_name = ConfirmPage.template_name
    needs: Sequence[str] = RIGHTS
    label = gettext_lazy("Send again")
    dangerous = False

    def get_title(self) -> str:
        return _("Send this event again?")

    def get_path(self) -> Path:
        return (SOURCES, LIST, (OneRefused.get_title(self), self._address))

    @property
    def _address(self) -> str:
        return reverse("studio_refused:one", args=[self.refused.position])

    def state(self) -> str:
        return "open" if self.refused.solved is None else "solved"

    def reach(self) -> list[str]:
        return [str(_ONCE), str(_SAFE)]

    def act(self) -> HttpResponse:
        position = self.refused.position
        resent = _send(self, [position])
        if resent.accepted:
            messages.success(self.request, _("Sent again and let in. It reaches its customer now."))
        elif resent.refused:
            messages.error(self.request, self._why(position))
        else:
            messages.error(self.request, _("This event cannot be sent again: not all is kept."))
        return redirect(self._address)

    def _why(self, position: int) -> str:
        """Tell why it was refused again; the trip may not have taken the word yet."""
        told = get_refused(database(), position)
        reason = translate(told.tried_message or told.message, self.language)
        return _("It was refused again. %(reason)s") % {"reason": reason}


class SendAllAgain(ConfirmPage, RefusedPage):
    """Send all refused events again that a filter finds."""

    template_name = ConfirmPage.template_name
    needs: Sequence[str] = RIGHTS
    label = gettext_lazy("Send all again")
    title = gettext_lazy("Send these events again?")
    dangerous = False

    def get_path(self) -> Path:
        return (SOURCES, (LIST[0], f"{LIST[1]}?{self.request.GET.urlencode()}"))

    @cached_property
    def positions(self) -> list[int]:
        """Where those stood that fit and can be sent again."""
        return list_ready(database(), self.asked)

    def state(self) -> str:
        return str(len(self.positions))

    def reach(self) -> list[str]:
        count = len(self.positions)
        left = count_refused(database(), self.asked) - count
        told = [
            ngettext("%(count)s event is sent again.", "%(count)s events are sent again.", count)
            % {"count": whole(count)},
            str(_ONCE),
            str(_SAFE),
        ]
        if left > 0:
            told.append(
                ngettext(
                    "%(count)s further event that fits is not: it was sent again already, or not "
                    "all of it is kept.",
                    "%(count)s further events that fit are not: they were sent again already, or "
                    "not all of them is kept.",
                    left,
                )
                % {"count": whole(left)}
            )
        return told

    def act(self) -> HttpResponse:
        resent = _send(self, self.positions)
        say = messages.success if resent.accepted or not resent.refused else messages.error
        say(
            self.request,
            _("Sent again: %(accepted)s let in, %(refused)s refused again.")
            % {"accepted": whole(resent.accepted), "refused": whole(resent.refused)},
        )
        return redirect(self.get_path()[-1][1])


def _send(page: RefusedPage, positions: list[int]) -> Resent:
    judging = partial(judging_of, database(), keys=read_hash_keys(settings.DATA.path))
    who = page.request.user.get_username()
    return redrive(database(), log(), positions, judging, actor=who, now=now())
