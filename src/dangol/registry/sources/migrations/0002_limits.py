from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sources', '0001_initial'),
    ]

    operations = [
        migrations.AddField('source', 'per_second', models.BigIntegerField(null=True)),
        migrations.AddField('source', 'per_day', models.BigIntegerField(null=True)),
        migrations.AddField('source', 'most_names', models.BigIntegerField(null=True)),
    ]
