"""The tables of profiles: facts, where a customer is known, stages, timeline, rules, totals."""

from django.db import models


class Profile(models.Model):
    """All facts of one customer, packed (see ``rules/facts.py``).

    ``stays`` repeats what stands of the customer in ``profiles_stay``, so that whoever reads the
    facts knows which rows have to change.
    """

    customer = models.BigIntegerField(primary_key=True)
    facts = models.BinaryField()
    stays = models.BinaryField()

    class Meta:
        db_table = "profiles_profile"
        default_permissions = ()


class Presence(models.Model):
    """What one brand heard of one customer: how much, when, and by which text found."""

    pk = models.CompositePrimaryKey("customer", "brand")
    customer = models.BigIntegerField()
    brand = models.CharField(max_length=64)
    events = models.BigIntegerField()
    first_seen = models.BigIntegerField()
    last_seen = models.BigIntegerField()
    search = models.TextField()

    class Meta:
        db_table = "profiles_presence"
        default_permissions = ()
        indexes = (
            models.Index(fields=["brand", "last_seen", "customer"], name="profiles_presence_seen"),
        )


class Stay(models.Model):
    """A customer in a stage of one brand's lifecycle for a time: past, present, and to come.

    Rows of the future stand for what will come true if nothing more is heard, so that a question
    about any instant is a query and nothing has to be done when the instant comes. ``until`` is
    outside the stay; ``rules.lifecycle.NEVER`` where it does not end. ``came_from`` is empty for a
    customer's first stay. The key is the order in which all questions read, so no index stands
    beside it.
    """

    pk = models.CompositePrimaryKey("brand", "stage", "until", "since", "customer", "came_from")
    brand = models.CharField(max_length=64)
    stage = models.CharField(max_length=16)
    until = models.BigIntegerField()
    since = models.BigIntegerField()
    customer = models.BigIntegerField()
    came_from = models.CharField(max_length=16)

    class Meta:
        db_table = "profiles_stay"
        default_permissions = ()


class Moment(models.Model):
    """When a strand's event happened, and where in the log it stands."""

    pk = models.CompositePrimaryKey("strand", "at", "entry")
    strand = models.BigIntegerField()
    at = models.BigIntegerField()
    entry = models.BigIntegerField()

    class Meta:
        db_table = "profiles_timeline"
        default_permissions = ()


class LifecycleInForce(models.Model):
    """The rules by which one brand's stages are told, and how far customers were restaged.

    Customers with numbers up to ``restaged_through`` stand by these rules; all of them where
    ``restaged`` (when that was finished, µs) is set.
    """

    brand = models.CharField(max_length=64, primary_key=True)
    version = models.IntegerField()
    text = models.TextField()
    since = models.BigIntegerField()
    restaged_through = models.BigIntegerField()
    restaged = models.BigIntegerField(null=True)

    class Meta:
        db_table = "profiles_lifecycle"
        default_permissions = ()


class Total(models.Model):
    """One brand in numbers; revenue as JSON of exact decimals by currency."""

    brand = models.CharField(max_length=64, primary_key=True)
    customers = models.BigIntegerField()
    known = models.BigIntegerField()
    events = models.BigIntegerField()
    orders = models.BigIntegerField()
    revenue = models.TextField()

    class Meta:
        db_table = "profiles_total"
        default_permissions = ()
