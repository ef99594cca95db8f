"""The table of sources, for migrations."""

from django.db import models


class Source(models.Model):
    """One system that sends events.

    ``write_key`` is empty where the key is secret; ``digest`` is the SHA-256 of the key;
    ``created`` is in microseconds UTC; ``brand`` is the slug of its brand in access. Its limits
    are null where it has none of its own.
    """

    name = models.CharField(max_length=100, primary_key=True)
    touchpoint = models.CharField(max_length=16)
    brand = models.CharField(max_length=63)
    write_key = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    proven = models.BooleanField()
    enabled = models.BooleanField()
    created = models.BigIntegerField()
    per_second = models.BigIntegerField(null=True)
    per_day = models.BigIntegerField(null=True)
    most_names = models.BigIntegerField(null=True)

    class Meta:
        db_table = "sources_source"
        default_permissions = ()
