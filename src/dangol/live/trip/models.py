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


class Violation(models.Model):
    """What one source sends against its plan: one event, one place, one kind, one outcome."""

    pk = models.CompositePrimaryKey("source", "event", "path", "kind", "done")
    source = models.CharField(max_length=100)
    event = models.CharField(max_length=255)
    path = models.CharField(max_length=200)
    kind = models.CharField(max_length=16)
    done = models.CharField(max_length=16)
    brand = models.CharField(max_length=63)
    count = models.BigIntegerField()
    first_seen = models.BigIntegerField()
    last_seen = models.BigIntegerField()
    position = models.BigIntegerField()

    class Meta:
        db_table = "trip_violation"


class Aside(models.Model):
    """An entry that could not be worked on, and why."""

    position = models.BigIntegerField(primary_key=True)
    error = models.TextField()
    at = models.BigIntegerField()

    class Meta:
        db_table = "trip_aside"
