"""The steps before an import: bring a file, say what its columns are, see what its rows become."""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path as File
from typing import Any

import msgspec
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from dangol.kernel.clock import now
from dangol.kernel.errors import DangolError
from dangol.live.collect.api import (
    Choices,
    RowKind,
    read_rows,
    repeats_orders,
    try_rows,
)
from dangol.registry.imports.api import add_import, list_imports, new_id, settle, start
from dangol.registry.imports.contracts import ImportUnusable
from dangol.registry.sources.api import list_sources
from dangol.studio.ground.doors import database
from dangol.studio.ground.pages import FormPage
from dangol.studio.imports.forms import ColumnsForm, ReadingForm, UploadForm
from dangol.studio.imports.looking import (
    Look,
    keep_look,
    keep_wish,
    look,
    mapping_of,
    shield,
    source_of,
    wish_of,
)
from dangol.studio.imports.pages import LIST, SOURCES, ChosenImport, FilePage
from dangol.studio.imports.receiving import MOST_MB, length_of, path_of
from dangol.studio.imports.showing import ShownRow, samples, show_refused, show_row
from dangol.studio.imports.words import FORM_NAMES, KIND_HELP

PREVIEWED = 10
COUNT_SECONDS = 2.0
"""How long a page counts what the whole file becomes; a long file is counted by the import."""
MOST_TOLD = 5
"""Refused rows that the preview tells beside the first ten."""


class Counted(msgspec.Struct, frozen=True):
    """What the first part of a file becomes: all of it where ``whole``."""

    read: int = 0
    events: int = 0
    refused: int = 0
    whole: bool = True
    examples: list[ShownRow] = []


class BringFile(FilePage, FormPage):
    """A form for a file and its source."""

    template_name = "studio/imports/add.html"
    title = gettext_lazy("Import a file")
    intro = gettext_lazy(
        "Your spreadsheet of orders, customers or visits becomes their history. Nothing is "
        "imported before you have seen what each row becomes."
    )
    path = (SOURCES, LIST)
    form_class = UploadForm

    def get_initial(self) -> dict[str, Any]:
        mine = self.request.user.get_username()
        last = next((one for one in list_imports(database(), self.sees) if one.by == mine), None)
        return {"source": last.source} if last else {}

    def get_form_kwargs(self) -> dict[str, Any]:
        given = {"brands": self.brands, "length": length_of(self.request)}
        return {**super().get_form_kwargs(), **given, "sources": list_sources(database())}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(most=MOST_MB * 1024**2, **kwargs)

    def act(self, form: UploadForm) -> HttpResponse:
        asked, import_id = form.cleaned_data, new_id()
        file = asked["file"]
        settle(settings.DATA.path, import_id, File(path_of(file)), file.name)
        add_import(
            database(),
            import_id,
            brand=asked["brand"],
            source=asked["name"],
            touchpoint=asked["touchpoint"],
            by=self.request.user.get_username(),
            file=file.name,
            size=file.size,
            now=now(),
        )
        return redirect("studio_imports:columns", id=import_id)


class SayColumns(ChosenImport):
    """What a row is, and what each column is: guessed or known again, for the person to correct."""

    template_name = "studio/imports/columns.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show what was found out; lead on where there is nothing left to say."""
        if self.one.state != "draft":
            return redirect(self.address)
        try:
            seen = look(database(), settings.DATA.path, self.one)
        except DangolError as error:
            return self._refuse(error)
        if seen.glance.calls:
            keep_look(database(), self.one, seen, wish_of(self.one))
            return redirect("studio_imports:preview", id=self.one.id)
        return self._show(seen)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Read the file in another way, guess anew, or keep what was chosen."""
        if self.one.state != "draft":
            return redirect(self.address)
        try:
            return self._act(request)
        except DangolError as error:
            return self._refuse(error)

    def _act(self, request: HttpRequest) -> HttpResponse:
        asked, seen = request.POST.get("act", ""), look(database(), settings.DATA.path, self.one)
        if asked == "read":
            return self._read_again(ReadingForm(request.POST, glance=seen.glance))
        kind = _kind(request.POST.get("kind", ""), seen.choices.kind)
        if kind != seen.choices.kind:
            seen = look(database(), settings.DATA.path, self.one, kind)
        if asked == "guess":
            return self._show(seen)
        form = ColumnsForm(request.POST, glance=seen.glance, choices=seen.choices)
        if not form.is_valid():
            return self._show(seen, form, status=422)
        chosen = Look(seen.file, seen.glance, form.chosen())
        keep_look(database(), self.one, chosen, wish_of(self.one))
        return redirect("studio_imports:preview", id=self.one.id)

    def _read_again(self, form: ReadingForm) -> HttpResponse:
        """Keep how the file is to be read, if it can be read so."""
        if form.is_valid():
            keep_wish(database(), settings.DATA.path, self.one, form.wish())
        return redirect(self.request.path)

    def _show(self, seen: Look, form: ColumnsForm | None = None, status: int = 200) -> HttpResponse:
        form = form or ColumnsForm(glance=seen.glance, choices=seen.choices)
        told = (
            samples(seen.glance, place, masked=self.masked) for place in range(len(form.columns))
        )
        rows = [
            {"field": form[name], "samples": some}
            for name, some in zip(form.columns, told, strict=True)
        ]
        context = self.get_context_data(
            look=seen,
            form=form,
            reading=ReadingForm(glance=seen.glance),
            rows=rows,
            form_name=FORM_NAMES[seen.glance.form],
            kind_help=KIND_HELP[seen.choices.kind],
        )
        return self.render_to_response(context, status=status)

    def _refuse(self, error: DangolError) -> HttpResponse:
        self.template_name = "studio/imports/unreadable.html"
        context = self.get_context_data(fault=error.say(self.language))
        return self.render_to_response(context, status=422)


class Preview(ChosenImport):
    """The first rows as the events that they become, and the button that begins the import."""

    template_name = "studio/imports/preview.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it, or lead to the step before or behind."""
        if self.one.state != "draft":
            return redirect(self.address)
        if not self.one.headers:
            return redirect("studio_imports:columns", id=self.one.id)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Begin the import; a second click finds it begun."""
        try:
            start(database(), self.one.id)
        except ImportUnusable as error:
            messages.error(request, error.say(self.language))
        return redirect(self.address)

    @cached_property
    def seen(self) -> Look:
        """The file with what was chosen."""
        return look(database(), settings.DATA.path, self.one)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown: dict[str, Any] = {"rows": [], "counted": Counted()}
        try:
            seen = self.seen
            shown |= {"repeats": repeats_orders(seen.choices, seen.glance), "rows": self._rows()}
            shown |= {"counted": self._count()}
        except DangolError as error:
            shown |= {"fault": error.say(self.language)}
        return super().get_context_data(
            brand_name=self.brand_name(self.one.brand), **shown, **kwargs
        )

    def _rows(self) -> list[ShownRow]:
        source = source_of(database(), self.one)
        tried = try_rows(
            self.seen.file,
            source,
            received=now(),
            form=self.seen.glance.form,
            mapping=mapping_of(self.one),
            most=PREVIEWED,
            shield=shield(database(), source),
        )
        name = self.brand_name(self.one.brand)
        return [show_row(row, name, self.language, masked=self.masked) for row in tried]

    def _count(self) -> Counted:
        source = source_of(database(), self.one)
        groups = read_rows(
            self.seen.file,
            source,
            received=now(),
            form=self.seen.glance.form,
            mapping=mapping_of(self.one),
            shield=shield(database(), source),
        )
        return _count_within(groups, COUNT_SECONDS, self.language)


def _count_within(groups: Iterator[Any], seconds: float, language: str) -> Counted:
    """Count groups of rows until the file ends or the time is over."""
    end = time.monotonic() + seconds
    counted = Counted()
    for group in groups:
        if time.monotonic() > end:
            return msgspec.structs.replace(counted, whole=False)
        told: Sequence[Any] = group.refused[: MOST_TOLD - len(counted.examples)]
        counted = Counted(
            counted.read + group.read,
            counted.events + len(group.events),
            counted.refused + len(group.refused),
            examples=[*counted.examples, *(show_refused(row, language) for row in told)],
        )
    return counted


def _kind(asked: str, usual: RowKind) -> RowKind:
    try:
        return msgspec.convert({"kind": asked, "meanings": []}, Choices).kind
    except msgspec.ValidationError:
        return usual
