from django.db import migrations, models

from dangol.engines.database import cluster, number_rows


class Migration(migrations.Migration):

    dependencies = [
        ('profiles', '0002_leaner_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Stay',
            fields=[
                ('pk', models.CompositePrimaryKey('brand', 'stage', 'until', 'since', 'customer', 'came_from', blank=True, editable=False, primary_key=True, serialize=False)),
                ('brand', models.CharField(max_length=64)),
                ('stage', models.CharField(max_length=16)),
                ('until', models.BigIntegerField()),
                ('since', models.BigIntegerField()),
                ('customer', models.BigIntegerField()),
                ('came_from', models.CharField(max_length=16)),
            ],
            options={
                'db_table': 'profiles_stay',
                'default_permissions': (),
            },
        ),
        migrations.RunPython(cluster('profiles_stay'), migrations.RunPython.noop),
        migrations.RunSQL(
            'INSERT INTO profiles_stay (brand, stage, until, since, customer, came_from) '
            'SELECT brand, stage, until, since, customer, came_from FROM profiles_stage '
            'ORDER BY brand, stage, until, since, customer, came_from',
            migrations.RunSQL.noop,
        ),
        migrations.DeleteModel('Stage'),
        migrations.RunPython(number_rows('profiles_profile'), migrations.RunPython.noop),
    ]
