-- name: applied_migrations
-- All that was ever applied to this database, ours and those of packages.
SELECT app, name FROM django_migrations
