from django.db import migrations, models

from dangol.engines.database import cluster


class Migration(migrations.Migration):

    dependencies = [
        ('profiles', '0001_initial'),
    ]

    operations = [
        migrations.RemoveIndex('stage', 'profiles_stage_flow'),
        migrations.RemoveIndex('stage', 'profiles_stage_held'),
        migrations.RunPython(
            cluster('profiles_presence', 'profiles_stage', 'profiles_timeline'),
            migrations.RunPython.noop,
        ),
        migrations.AddIndex(
            'stage',
            models.Index(
                fields=['brand', 'stage', 'until', 'since', 'customer', 'came_from'],
                name='profiles_stage_held',
            ),
        ),
    ]
