"""The trip's tables: how far it is, what became of each entry, what of each source was refused."""

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


class Refused(models.Model):
    """A refused event as it was sent, of the newest by source and code, and what became of it.

    ``solved`` is the offset of the event that it became when it was sent again; ``tried_at`` and
    ``tried_code`` tell of the last try that was refused again.
    """

    position = models.BigIntegerField(primary_key=True)
    source = models.CharField(max_length=100)
    brand = models.CharField(max_length=63)
    touchpoint = models.CharField(max_length=16)
    code = models.CharField(max_length=64)
    message = models.TextField()
    message_id = models.CharField(max_length=255)
    type = models.CharField(max_length=255)
    name = models.CharField(max_length=255)
    received = models.BigIntegerField()
    raw = models.TextField()
    call = models.CharField(max_length=16)
    sent_at = models.BigIntegerField(null=True)
    whole = models.BooleanField()
    solved = models.BigIntegerField(null=True)
    solved_at = models.BigIntegerField(null=True)
    tried_at = models.BigIntegerField(null=True)
    tried_code = models.CharField(max_length=64, default="")
    tried_message = models.TextField(default="")

    class Meta:
        db_table = "trip_refused"
        default_permissions = ()
        indexes = (
            models.Index(fields=["source", "code", "position"], name="trip_refused_by_code"),
            models.Index(fields=["received"], name="trip_refused_by_age"),
        )


class Reason(models.Model):
    """How often one source was refused in one hour for one reason.

    Of events that were refused each is one; of requests that a limit turned away, each request.
    """

    pk = models.CompositePrimaryKey("source", "hour", "code")
    source = models.CharField(max_length=100)
    hour = models.BigIntegerField()
    code = models.CharField(max_length=64)
    times = models.BigIntegerField()

    class Meta:
        db_table = "trip_reason"
        default_permissions = ()


class Name(models.Model):
    """A name of tracked events that a source sent, and on which day (since 1970, UTC) last."""

    pk = models.CompositePrimaryKey("source", "name")
    source = models.CharField(max_length=100)
    name = models.CharField(max_length=255)
    day = models.BigIntegerField()

    class Meta:
        db_table = "trip_name"
        default_permissions = ()


class Lost(models.Model):
    """A run of entries that could not be read when the trip came to them."""

    first = models.BigIntegerField(primary_key=True)
    count = models.BigIntegerField()
    reason = models.CharField(max_length=32)
    at = models.BigIntegerField()

    class Meta:
        db_table = "trip_lost"
