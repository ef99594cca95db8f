from django.db import migrations

from dangol.engines.database import cluster


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(cluster('identity_identifier'), migrations.RunPython.noop),
    ]
