from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('trip', '0002_heard'),
    ]

    operations = [
        migrations.CreateModel(
            name='Refused',
            fields=[
                ('position', models.BigIntegerField(primary_key=True, serialize=False)),
                ('source', models.CharField(max_length=100)),
                ('brand', models.CharField(max_length=63)),
                ('touchpoint', models.CharField(max_length=16)),
                ('code', models.CharField(max_length=64)),
                ('message', models.TextField()),
                ('message_id', models.CharField(max_length=255)),
                ('type', models.CharField(max_length=255)),
                ('name', models.CharField(max_length=255)),
                ('received', models.BigIntegerField()),
                ('raw', models.TextField()),
                ('call', models.CharField(max_length=16)),
                ('sent_at', models.BigIntegerField(null=True)),
                ('whole', models.BooleanField()),
                ('solved', models.BigIntegerField(null=True)),
                ('solved_at', models.BigIntegerField(null=True)),
                ('tried_at', models.BigIntegerField(null=True)),
                ('tried_code', models.CharField(default='', max_length=64)),
                ('tried_message', models.TextField(default='')),
            ],
            options={
                'db_table': 'trip_refused',
                'default_permissions': (),
                'indexes': [
                    models.Index(
                        fields=['source', 'code', 'position'], name='trip_refused_by_code'
                    ),
                    models.Index(fields=['received'], name='trip_refused_by_age'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Reason',
            fields=[
                ('pk', models.CompositePrimaryKey('source', 'hour', 'code', blank=True, editable=False, primary_key=True, serialize=False)),
                ('source', models.CharField(max_length=100)),
                ('hour', models.BigIntegerField()),
                ('code', models.CharField(max_length=64)),
                ('times', models.BigIntegerField()),
            ],
            options={
                'db_table': 'trip_reason',
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Name',
            fields=[
                ('pk', models.CompositePrimaryKey('source', 'name', blank=True, editable=False, primary_key=True, serialize=False)),
                ('source', models.CharField(max_length=100)),
                ('name', models.CharField(max_length=255)),
                ('day', models.BigIntegerField()),
            ],
            options={
                'db_table': 'trip_name',
                'default_permissions': (),
            },
        ),
    ]
