from django.db import migrations

from dangol.engines.database import number_rows


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0002_leaner_tables'),
    ]

    operations = [
        migrations.RunPython(number_rows('identity_strand'), migrations.RunPython.noop),
    ]
