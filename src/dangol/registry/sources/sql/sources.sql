-- name: list_sources
-- All sources, by name.
SELECT name, touchpoint, brand, write_key, proven, enabled, created, digest,
    per_second, per_day, most_names
FROM sources_source ORDER BY name;

-- name: find_source
-- One source by its name.
SELECT name, touchpoint, brand, write_key, proven, enabled, created, digest,
    per_second, per_day, most_names
FROM sources_source WHERE name = :name;

-- name: find_source_of_key
-- The source behind the digest of a write key.
SELECT name, touchpoint, brand, write_key, proven, enabled, created, digest,
    per_second, per_day, most_names
FROM sources_source WHERE digest = :digest;

-- name: add_source
-- Add a source unless its name is taken.
INSERT INTO sources_source
    (name, touchpoint, brand, write_key, digest, proven, enabled, created)
VALUES (:name, :touchpoint, :brand, :write_key, :digest, :proven, :enabled, :created)
ON CONFLICT DO NOTHING;

-- name: set_key
-- Replace the write key of a source.
UPDATE sources_source SET write_key = :write_key, digest = :digest WHERE name = :name;

-- name: set_enabled
-- Let a source speak, or silence it.
UPDATE sources_source SET enabled = :enabled WHERE name = :name;

-- name: set_limits
-- Say what a source may send at most.
UPDATE sources_source
SET per_second = :per_second, per_day = :per_day, most_names = :most_names WHERE name = :name;
