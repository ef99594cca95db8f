from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("trip", "0003_accounts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Lost",
            fields=[
                ("first", models.BigIntegerField(primary_key=True, serialize=False)),
                ("count", models.BigIntegerField()),
                ("reason", models.CharField(max_length=32)),
                ("at", models.BigIntegerField()),
            ],
            options={
                "db_table": "trip_lost",
            },
        ),
    ]
