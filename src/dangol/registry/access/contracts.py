"""What crosses the wall of access."""

from typing import Literal

import msgspec

from dangol.kernel.errors import Unknown, Unusable

Scope = Literal["read", "write", "admin"]
Role = Literal["Marketing", "IT", "Service", "Sales", "Product", "Analyst", "Executive"]
SCOPES: tuple[Scope, ...] = ("read", "write", "admin")


class Brand(msgspec.Struct, frozen=True):
    """One brand of the house.

    A walled brand keeps its customers to itself: its events are resolved in an identifier space of
    their own, and what it knows is shown only to people and keys that name it.
    """

    slug: str
    name: str
    walled: bool
    zone: str
    currency: str


class View(msgspec.Struct, frozen=True):
    """Which brands somebody may see: all that are open, and those named.

    ``open_brands`` True means every brand without a wall. ``named`` are seen in any case.
    """

    open_brands: bool
    named: frozenset[str] = frozenset()

    def sees(self, brand: Brand) -> bool:
        """Tell whether a brand is in view."""
        return brand.slug in self.named or (self.open_brands and not brand.walled)


class ApiKey(msgspec.Struct, frozen=True):
    """A secret key's rights; the key itself is stored only as a hash."""

    name: str
    scope: Scope
    view: View


class Person(msgspec.Struct, frozen=True):
    """Somebody who signs in, as ``dangol init`` reports them."""

    name: str
    password: str
    role: Role


class BrandUnknown(Unknown):
    """No brand of that name."""


class NameTaken(Unusable):
    """Something of that name exists already."""
