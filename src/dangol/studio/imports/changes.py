"""What changes imports that were begun: stopped, gone on with, thrown away."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dangol.registry.imports.api import ask_again, ask_stop, discard
from dangol.studio.ground.doors import database
from dangol.studio.ground.pages import ConfirmPage, Path
from dangol.studio.imports.pages import LIST, SOURCES, ChosenImport


class _ChangeImport(ChosenImport, ConfirmPage):
    """A question before an import is changed; leads back to it."""

    def get_path(self) -> Path:
        return (SOURCES, LIST, (self.one.file, self.address))

    def state(self) -> str:
        return self.one.state


class StopImport(_ChangeImport):
    """Stop an import on its way."""

    label = gettext_lazy("Stop")

    def get_title(self) -> str:
        return _("Stop this import?")

    def state(self) -> str:
        return "at work" if self.one.at_work else self.one.state

    def reach(self) -> list[str]:
        return [
            _("What was read so far is in and stays."),
            _("You can let it go on at any time within a week; nothing counts twice."),
        ]

    def act(self) -> HttpResponse:
        ask_stop(database(), self.one.id)
        return redirect(self.address)


class ContinueImport(_ChangeImport):
    """Let an import go on that was stopped or failed."""

    label = gettext_lazy("Go on")
    dangerous = False

    def get_title(self) -> str:
        return _("Let this import go on?")

    def reach(self) -> list[str]:
        return [_("It goes on where it was. What is in already counts only once.")]

    def act(self) -> HttpResponse:
        ask_again(database(), self.one.id)
        return redirect(self.address)


class DiscardImport(_ChangeImport):
    """Throw away a file, with what was refused of it."""

    label = gettext_lazy("Throw it away")

    def get_title(self) -> str:
        return _("Throw this file away?")

    def reach(self) -> list[str]:
        read = self.one.counts.accepted
        kept = [_("Events that are in already stay with their customers.")] if read else []
        return [
            _("The file is removed from this server, and what was refused of it."),
            *kept,
            _("This cannot be undone."),
        ]

    def act(self) -> HttpResponse:
        discard(database(), settings.DATA.path, self.one.id)
        messages.success(self.request, _("The file was thrown away."))
        return redirect("studio_imports:index")
