"""What the wizard asks: the file and its source, how it is read, what its columns are."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dangol.kernel.errors import DangolError
from dangol.kernel.words import translate
from dangol.live.collect.api import (
    FITTING,
    ROW_KINDS,
    Choices,
    Glance,
    ReadingWish,
    RowKind,
    check_choices,
)
from dangol.registry.access.contracts import Brand
from dangol.registry.sources.api import TOUCHPOINTS, check_source
from dangol.registry.sources.contracts import Source
from dangol.studio.ground.words import TOUCHPOINT_NAMES
from dangol.studio.imports.receiving import MOST_MB, has_room, is_too_large
from dangol.studio.imports.words import (
    DELIMITER_NAMES,
    ENCODING_NAMES,
    GROUPS,
    KIND_NAMES,
    MEANING_NAMES,
)

ACCEPTED = ".csv,.tsv,.txt,.xlsx,.ndjson,.jsonl,.json,.parquet,.gz"
NEW = ""
"""The choice of a source that is not there yet."""


class UploadForm(forms.Form):
    """A file, and the source in whose name it is read: one that is there, or a new one."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("A csv, xlsx, ndjson or parquet file, plain or as .gz, up to 200 MB."),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={"empty": _("The file is empty. Choose another file.")},
    )
    source = forms.ChoiceField(
        label=_("Whose data is it?"),
        required=False,
        help_text=_("Choose the same source for next month's file of the same shop."),
    )
    name = forms.CharField(
        label=_("Name of the new source"),
        required=False,
        max_length=100,
        initial="spreadsheet",
        help_text=_("Such as smartstore. It stands in every event and cannot be changed."),
    )
    brand = forms.ChoiceField(label=_("Brand"), required=False)
    touchpoint = forms.ChoiceField(
        label=_("Where did it happen?"),
        required=False,
        choices=[(one, TOUCHPOINT_NAMES[one]) for one in TOUCHPOINTS],
    )

    def __init__(
        self, *args: Any, brands: list[Brand], sources: list[Source], length: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._sources = {source.name: source for source in sources}
        self._length = length
        names = {brand.slug: brand.name for brand in brands}
        usable = [one for one in sources if one.proven and one.enabled and one.brand in names]
        known = [(one.name, f"{one.name} ({names[one.brand]})") for one in usable]
        self._set("source", [(NEW, _("A new source")), *known])
        self._set("brand", list(names.items()))

    def _set(self, field: str, choices: list[tuple[str, Any]]) -> None:
        cast(forms.ChoiceField, self.fields[field]).choices = choices

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if is_too_large(self._length):
            raise ValidationError(
                _("The file is larger than %(most)d MB. Ask IT to run `dangol import` with it.")
                % {"most": MOST_MB}
            )
        if not has_room(self._length):
            raise ValidationError(
                _("The server's disk is nearly full, so the file was not taken. Tell IT.")
            )
        if file is None:
            raise ValidationError(_("Choose a file."))
        return file

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or self.cleaned_data
        chosen = self._sources.get(asked.get("source", NEW))
        if chosen is not None:
            told = {"name": chosen.name, "brand": chosen.brand, "touchpoint": chosen.touchpoint}
            return {**asked, **told}
        name, touchpoint = asked.get("name", ""), asked.get("touchpoint") or "web"
        if name in self._sources:
            self.add_error("name", _("There is a source of this name already. Choose it above."))
        try:
            check_source(name, touchpoint)
        except DangolError as error:
            self.add_error("name", error.say(get_language() or "en"))
        if not asked.get("brand"):
            self.add_error("brand", _("Choose a brand."))
        return {**asked, "touchpoint": touchpoint}


class ReadingForm(forms.Form):
    """How a file is read, where somebody knows better than what was found out."""

    encoding = forms.ChoiceField(label=_("Letters"), required=False)
    delimiter = forms.ChoiceField(label=_("Between cells stands"), required=False)
    sheet = forms.ChoiceField(label=_("Sheet"), required=False)
    header = forms.IntegerField(
        label=_("Line with the names of the columns"), min_value=1, max_value=1000, required=False
    )

    def __init__(self, *args: Any, glance: Glance, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sheet = glance.sheet
        self._keep("encoding", glance.encoding, list(ENCODING_NAMES.items()))
        self._keep("delimiter", glance.delimiter, list(DELIMITER_NAMES.items()))
        several = [(name, name) for name in glance.sheets]
        self._keep("sheet", glance.sheet if len(several) > 1 else None, several)
        if glance.form not in ("csv", "xlsx"):
            del self.fields["header"]
        else:
            self.fields["header"].initial = glance.skip + 1

    def _keep(self, field: str, found: str | None, choices: list[tuple[str, Any]]) -> None:
        if found is None:
            del self.fields[field]
            return
        shown = choices if found in dict(choices) else [(found, found), *choices]
        cast(forms.ChoiceField, self.fields[field]).choices = shown
        self.fields[field].initial = found

    def wish(self) -> ReadingWish:
        """Return what was asked for."""
        asked = self.cleaned_data
        # Where the names stand on one sheet says nothing of another.
        is_other = asked.get("sheet", self._sheet) != self._sheet
        header = None if is_other else asked.get("header")
        return ReadingWish(
            encoding=asked.get("encoding") or None,
            delimiter=asked.get("delimiter") or None,
            sheet=asked.get("sheet") or None,
            skip=None if header is None else header - 1,
        )


class ColumnsForm(forms.Form):
    """What a row is, and what each column is."""

    kind = forms.ChoiceField(
        label=_("What is a row?"),
        choices=[(kind, KIND_NAMES[kind]) for kind in ROW_KINDS],
        widget=forms.RadioSelect(attrs={"data-action": "dg-import#guess"}),
    )
    event = forms.CharField(
        label=_("What happened in each row?"),
        required=False,
        max_length=200,
        help_text=_("Such as Store Visited. Or choose a column that says it."),
    )

    def __init__(self, *args: Any, glance: Glance, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._glance = glance
        self._zone = choices.zone
        self.fields["kind"].initial = choices.kind
        self.fields["event"].initial = choices.event
        if choices.kind != "event":
            del self.fields["event"]
        options = _options(choices.kind)
        self.columns = [f"column_{place}" for place in range(len(glance.columns))]
        described = zip(self.columns, glance.columns, choices.meanings, strict=True)
        for field, column, meaning in described:
            self.fields[field] = forms.ChoiceField(
                label=column, choices=options, required=False, initial=meaning
            )

    def chosen(self) -> Choices:
        """Return what was chosen."""
        asked = self.cleaned_data
        meanings = tuple(asked[column] for column in self.columns)
        return Choices(asked["kind"], meanings, asked.get("event", "").strip(), self._zone)

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or self.cleaned_data
        if not self.errors:
            language = get_language() or "en"
            for field, fault in check_choices(self.chosen(), self._glance).items():
                self.add_error(field, translate(fault, language))
        return asked


def _options(kind: RowKind) -> list[tuple[Any, Any]]:
    fitting = FITTING[kind]
    grouped = [
        (group, [(one, MEANING_NAMES[one]) for one in meanings if one in fitting])
        for group, meanings in GROUPS
    ]
    return [("", MEANING_NAMES[""]), *((group, some) for group, some in grouped if some)]
