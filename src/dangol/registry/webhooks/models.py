"""The tables of webhooks, for migrations."""

from django.db import models


class Webhook(models.Model):
    """How the deliveries of one source are signed; its secret is in a file, never here."""

    source = models.CharField(max_length=100, primary_key=True)
    provider = models.CharField(max_length=16)
    scheme = models.CharField(max_length=16)
    header = models.CharField(max_length=100)
    created = models.BigIntegerField()

    class Meta:
        db_table = "webhooks_webhook"
        default_permissions = ()


class Capture(models.Model):
    """One of the last deliveries of a source. Time in microseconds UTC."""

    number = models.BigAutoField(primary_key=True)
    source = models.CharField(max_length=100)
    at = models.BigIntegerField()
    topic = models.CharField(max_length=100)
    delivery = models.CharField(max_length=255)
    body = models.TextField()

    class Meta:
        db_table = "webhooks_capture"
        default_permissions = ()
        indexes = (models.Index(fields=("source", "number"), name="webhooks_capture_source"),)
