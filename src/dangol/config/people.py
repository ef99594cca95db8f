"""Who signs in, and their roles, kept through Django's own models of users and groups."""

import secrets

import msgspec
from axes.utils import reset
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.models import Group, Permission
from django.db import transaction

from dangol.kernel.errors import Unknown
from dangol.registry.access.api import ROLES
from dangol.registry.access.contracts import Person

_STUDIO_DOOR = {"content_type__app_label": "wagtailadmin", "codename": "access_admin"}

_MADE_UP_ROUNDS = 10_000
"""Rounds of hashing a password that we made up. A million, as for one that a person chooses, guards
what can be guessed; of 96 random bits nobody tries a share worth naming. Django hashes it with all
rounds when it is first used."""

_ROLES_OF_WAGTAIL = ("Editors", "Moderators")
"""Made by Wagtail's migrations for its pages of content; in our lists they would only confuse."""


class SignsIn(msgspec.Struct, frozen=True):
    """Somebody who signs in, unless ``active`` is False."""

    name: str
    roles: list[str]
    active: bool


@transaction.atomic
def lay_roles() -> None:
    """Make the roles with their rights; running it again repairs them and takes nothing away."""
    door = Permission.objects.get(**_STUDIO_DOOR)
    own = {
        permission.codename: permission
        for permission in Permission.objects.filter(content_type__app_label="access")
    }
    Group.objects.filter(name__in=_ROLES_OF_WAGTAIL, user=None).delete()
    for role, rights in ROLES.items():
        group, _made = Group.objects.get_or_create(name=role)
        group.permissions.add(door, *(own[right] for right in rights))


@transaction.atomic
def add_first_people() -> list[Person]:
    """Make one person a role where nobody is there yet, and return them with their passwords."""
    if get_user_model().objects.exists():
        return []
    people = [Person(role.lower(), _make_up(), role) for role in ROLES]
    for person in people:
        kept = _hash(person.password)
        user = get_user_model().objects.create(username=person.name, password=kept)
        user.groups.add(Group.objects.get(name=person.role))
    return people


def list_people() -> list[SignsIn]:
    """Return who signs in, by name."""
    people = get_user_model().objects.order_by("username").prefetch_related("groups")
    return [
        SignsIn(one.username, sorted(group.name for group in one.groups.all()), one.is_active)
        for one in people
    ]


def renew_password(name: str) -> dict[str, str]:
    """Give somebody a new password, let go of their failed attempts, and return both names.

    Raises:
        Unknown: nobody signs in with that name.
    """
    password = _make_up()
    changed = get_user_model().objects.filter(username=name).update(password=_hash(password))
    if not changed:
        raise Unknown(
            "person_unknown", "Nobody signs in as {name}. See `dangol people list`.", name=name
        )
    reset(username=name)
    return {"name": name, "password": password}


def _make_up() -> str:
    """Return a new password of 96 random bits."""
    return secrets.token_urlsafe(12)


def _hash(made_up: str) -> str:
    hasher = PBKDF2PasswordHasher()
    return hasher.encode(made_up, hasher.salt(), iterations=_MADE_UP_ROUNDS)
