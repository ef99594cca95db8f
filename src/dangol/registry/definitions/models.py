"""The table of definitions, for migrations."""

from django.db import models


class Document(models.Model):
    """One version of one document; version 0 is the draft. Times in microseconds UTC."""

    kind = models.CharField(max_length=32)
    brand = models.CharField(max_length=63)
    slug = models.CharField(max_length=100)
    version = models.IntegerField()
    text = models.TextField()
    author = models.CharField(max_length=150)
    changed = models.BigIntegerField()
    published = models.BigIntegerField(null=True)

    class Meta:
        db_table = "definitions_document"
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "brand", "slug", "version"), name="definitions_document_version"
            ),
        )
