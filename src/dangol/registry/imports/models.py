"""The table of imports, for migrations."""

from django.db import models


class Import(models.Model):
    """One file on its way in, and what became of it. Times in microseconds UTC."""

    id = models.CharField(max_length=32, primary_key=True)
    brand = models.CharField(max_length=64)
    source = models.CharField(max_length=100)
    touchpoint = models.CharField(max_length=16)
    by = models.CharField(max_length=150)
    file = models.CharField(max_length=255)
    size = models.BigIntegerField()
    created = models.BigIntegerField()
    state = models.CharField(max_length=16)
    wish = models.TextField()
    headers = models.CharField(max_length=64)
    choices = models.TextField()
    mapping = models.TextField()
    counts = models.TextField()
    fault = models.TextField()
    attempts = models.IntegerField()
    began = models.BigIntegerField()
    ended = models.BigIntegerField()

    class Meta:
        db_table = "imports_import"
        default_permissions = ()
        indexes = (
            models.Index(fields=("brand", "created"), name="imports_import_brand"),
            models.Index(fields=("state", "created"), name="imports_import_state"),
        )
