"""The tables of access, for migrations and for the pages that edit people."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class Brand(models.Model):
    """One brand of the house; ``created`` in microseconds UTC."""

    slug = models.CharField(_("short name"), max_length=63, primary_key=True)
    name = models.CharField(_("name"), max_length=200)
    walled = models.BooleanField(_("walled off"), default=False)
    zone = models.CharField(_("time zone"), max_length=63)
    currency = models.CharField(_("currency"), max_length=3)
    created = models.BigIntegerField()

    class Meta:
        db_table = "access_brand"
        default_permissions = ()
        ordering = ("name",)
        verbose_name = _("brand")
        verbose_name_plural = _("brands")

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """Somebody who signs in.

    Groups carry what they may do; ``open_brands`` and ``brands`` which brands they see: all without
    a wall, and those named.
    """

    language = models.CharField(_("language"), max_length=8, blank=True)
    open_brands = models.BooleanField(_("sees every brand without a wall"), default=True)
    brands = models.ManyToManyField(Brand, verbose_name=_("brands named"), blank=True)

    class Meta:
        db_table = "access_user"
        verbose_name = _("person")
        verbose_name_plural = _("people")
        permissions = (
            ("view_customers", _("Can see customers")),
            ("view_personal", _("Can see personal data unmasked")),
            ("view_lifecycle", _("Can see the lifecycle")),
            ("change_lifecycle", _("Can change the lifecycle's rules")),
            ("view_live_events", _("Can see events as they arrive")),
            ("view_sources", _("Can see sources")),
            ("change_sources", _("Can create sources and change their keys")),
            ("manage_brands", _("Can create brands and wall them off")),
            ("manage_keys", _("Can create and revoke API keys")),
            ("manage_people", _("Can add people and give them roles")),
            ("view_system", _("Can see the state of the system")),
        )


class ApiKey(models.Model):
    """A secret key for reading or acting; only its SHA-256 is kept. ``brands`` is a JSON array."""

    name = models.CharField(max_length=100, primary_key=True)
    digest = models.CharField(max_length=64, unique=True)
    scope = models.CharField(max_length=8)
    open_brands = models.BooleanField()
    brands = models.TextField()
    created = models.BigIntegerField()

    class Meta:
        db_table = "access_api_key"
        default_permissions = ()
