"""The tables of identity, for migrations; only the trip writes them."""

from django.db import models


class Identifier(models.Model):
    """A normalised identifier (``email:…``, in a walled brand ``brand/email:…``) and its strand."""

    key = models.TextField(primary_key=True)
    strand = models.BigIntegerField(db_index=True)

    class Meta:
        db_table = "identity_identifier"
        default_permissions = ()


class Strand(models.Model):
    """A strand and whose it is; a dead customer's number is the number of one of its strands."""

    strand = models.BigIntegerField(primary_key=True)
    customer = models.BigIntegerField(db_index=True)

    class Meta:
        db_table = "identity_strand"
        default_permissions = ()


class Merge(models.Model):
    """The journal: at which log position whom was found to be one, which strands moved (JSON)."""

    pk = models.CompositePrimaryKey("position", "loser")
    position = models.BigIntegerField()
    survivor = models.BigIntegerField(db_index=True)
    loser = models.BigIntegerField()
    strands = models.TextField()
    at = models.BigIntegerField()

    class Meta:
        db_table = "identity_merge"
        default_permissions = ()


class Refusal(models.Model):
    """An identifier that was set aside: why, how often, at which log positions first and last."""

    pk = models.CompositePrimaryKey("key", "reason")
    key = models.TextField()
    reason = models.CharField(max_length=80)
    times = models.BigIntegerField()
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    at = models.BigIntegerField()

    class Meta:
        db_table = "identity_refusal"
        default_permissions = ()


class Seen(models.Model):
    """Digests of the deliveries first heard in one batch: 16 bytes each, one behind the other."""

    pk = models.CompositePrimaryKey("shelf", "position")
    shelf = models.BigIntegerField()
    position = models.BigIntegerField()
    digests = models.BinaryField()

    class Meta:
        db_table = "identity_seen"
        default_permissions = ()


class SeenBlock(models.Model):
    """Digests of one part of a past day, ordered, and their filter."""

    number = models.BigIntegerField(primary_key=True)
    filter = models.BinaryField()
    digests = models.BinaryField()

    class Meta:
        db_table = "identity_seen_block"
        default_permissions = ()
