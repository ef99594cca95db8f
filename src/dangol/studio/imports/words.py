"""The words of imports: what a row is, what a column is, how an import stands, what helps."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dangol.live.collect.api import Meaning, RowKind
from dangol.registry.imports.contracts import State

Words = str | Promise

KIND_NAMES: dict[RowKind, Words] = {
    "order": _("An order"),
    "customer": _("A customer"),
    "event": _("Something that happened"),
}
KIND_HELP: dict[RowKind, Words] = {
    "order": _("Each row is one purchase: who, when, for how much."),
    "customer": _("Each row is one person: how to reach them, what is known of them."),
    "event": _("Each row is one thing that somebody did: a visit, a call, a class."),
}

MEANING_NAMES: dict[Meaning, Words] = {
    "": _("Leave out"),
    "user_id": _("Customer number or ID"),
    "email": _("E-mail address"),
    "phone": _("Phone number"),
    "name": _("Name"),
    "gender": _("Gender"),
    "birthday": _("Birthday"),
    "marketing_consent": _("Agreed to marketing"),
    "joined": _("Joined on"),
    "trait": _("About the customer, under its own name"),
    "time": _("When it happened"),
    "event": _("What happened"),
    "order_id": _("Order number"),
    "total": _("Amount paid"),
    "currency": _("Currency"),
    "payment_method": _("Way of payment"),
    "shipping": _("Delivery fee"),
    "discount": _("Discount"),
    "coupon": _("Coupon"),
    "product": _("Product"),
    "product_id": _("Product number"),
    "category": _("Category"),
    "price": _("Price of one"),
    "quantity": _("Quantity"),
    "property": _("About the row, under its own name"),
}
GROUPS: tuple[tuple[Words, tuple[Meaning, ...]], ...] = (
    (
        _("The customer"),
        (
            *("user_id", "email", "phone", "name", "gender", "birthday", "marketing_consent"),
            *("joined", "trait"),
        ),
    ),
    (
        _("What happened"),
        (
            *("time", "event", "order_id", "total", "currency", "payment_method", "shipping"),
            *("discount", "coupon", "property"),
        ),
    ),
    (_("The product"), ("product", "product_id", "category", "price", "quantity")),
)

ENCODING_NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 (BOM)",
    "cp949": "CP949 (EUC-KR)",
    "utf-16": "UTF-16",
    "cp1252": "Windows-1252",
}
DELIMITER_NAMES: dict[str, Words] = {
    ",": _("Comma"),
    "\t": _("Tab"),
    ";": _("Semicolon"),
    "|": _("Bar"),
    "whitespace": _("Blanks"),
}
FORM_NAMES = {"csv": "CSV", "xlsx": "XLSX", "ndjson": "NDJSON", "parquet": "Parquet"}

STATE_NAMES: dict[State, Words] = {
    "draft": _("Not begun"),
    "queued": _("Waiting for its turn"),
    "running": _("Under way"),
    "stopping": _("Stopping"),
    "stopped": _("Stopped"),
    "failed": _("Failed"),
    "done": _("Finished"),
}
STATE_LOOKS: dict[State, str] = {
    "draft": "",
    "queued": "waiting",
    "running": "info",
    "stopping": "waiting",
    "stopped": "waiting",
    "failed": "attention",
    "done": "good",
}

_FILL_PERSON = _("Fill in the customer number, the e-mail address or the phone number.")
REMEDIES: dict[str, Words] = {
    "This is no time in the format that the mapping states.": _(
        "Write the date as the other rows do."
    ),
    "The cell is empty, but the mapping requires it.": _(
        "Fill in the cell. A line of totals may stay as it is: it is no customer's."
    ),
    "This is no number.": _("Write a number, such as 39,000."),
    "This is no whole number.": _("Write a whole number, such as 2."),
    "This is neither yes nor no.": _("Write yes or no, or 예 or 아니요."),
    "The row has more or fewer cells than the file has columns.": _(
        "Look for a comma too many or too few in this line."
    ),
    "identifier_missing": _FILL_PERSON,
}
"""What a person can do about a row, by the reason's sentence or its code."""
