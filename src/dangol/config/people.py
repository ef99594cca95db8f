"""Who signs in, and their roles, kept through Django's own models of users and groups."""

import msgspec
from axes.utils import reset
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import transaction

from dangol.kernel.errors import Unknown
from dangol.registry.access.api import ROLES, hash_made_up, make_up_password

_STUDIO_DOOR = {"content_type__app_label": "wagtailadmin", "codename": "access_admin"}

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
    password = make_up_password()
    kept = hash_made_up(password)
    changed = get_user_model().objects.filter(username=name).update(password=kept)
    if not changed:
        raise Unknown(
            "person_unknown", "Nobody signs in as {name}. See `dangol people list`.", name=name
        )
    reset(username=name)
    return {"name": name, "password": password}
