"""The trip's tables: how far it is, what became of each entry, what each source sent."""

from django.db import models


class Checkpoint(models.Model):
    """One row: the next offset to read, and the last failure."""

    name = models.CharField(max_length=32, primary_key=True)
    position = models.BigIntegerField()
    at = models.BigIntegerField()
    failure = models.TextField(default="")
    failed_at = models.BigIntegerField(null=True)

    class Meta:
        db_table = "trip_checkpoint"


class Resolution(models.Model):
    """What became of the entries of one chunk, packed."""

    first = models.BigIntegerField(primary_key=True)
    count = models.IntegerField()
    body = models.BinaryField()

    class Meta:
        db_table = "trip_resolution"


class Activity(models.Model):
    """Entries of one source in one hour, by outcome."""

    pk = models.CompositePrimaryKey("source", "hour")
    source = models.CharField(max_length=100)
    hour = models.BigIntegerField()
    accepted = models.BigIntegerField()
    duplicates = models.BigIntegerField()
    rejected = models.BigIntegerField()
    last_heard = models.BigIntegerField()

    class Meta:
        db_table = "trip_activity"


class Heard(models.Model):
    """All that was ever heard of one source, so that no page adds up years of hours."""

    source = models.CharField(max_length=100, primary_key=True)
    accepted = models.BigIntegerField()
    duplicates = models.BigIntegerField()
    rejected = models.BigIntegerField()
    first_heard = models.BigIntegerField()
    last_heard = models.BigIntegerField()
    longest_silence = models.BigIntegerField()

    class Meta:
        db_table = "trip_heard"


class Aside(models.Model):
    """An entry that could not be worked on, and why."""

    position = models.BigIntegerField(primary_key=True)
    error = models.TextField()
    at = models.BigIntegerField()

    class Meta:
        db_table = "trip_aside"


class Lost(models.Model):
    """A run of entries that could not be read when the trip came to them."""

    first = models.BigIntegerField(primary_key=True)
    count = models.BigIntegerField()
    reason = models.CharField(max_length=32)
    at = models.BigIntegerField()

    class Meta:
        db_table = "trip_lost"
