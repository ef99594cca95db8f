-- name: list_brands
-- All brands of the house, by name.
SELECT slug, name, walled, zone, currency FROM access_brand ORDER BY name, slug;

-- name: find_brand
-- One brand by its short name.
SELECT slug, name, walled, zone, currency FROM access_brand WHERE slug = :slug;

-- name: add_brand
-- Add a brand unless its short name is taken.
INSERT INTO access_brand (slug, name, walled, zone, currency, created)
VALUES (:slug, :name, :walled, :zone, :currency, :created)
ON CONFLICT DO NOTHING;

-- name: set_wall
-- Wall a brand off, or open it.
UPDATE access_brand SET walled = :walled WHERE slug = :slug;

-- name: list_keys
-- All API keys, by name.
SELECT name, scope, open_brands, brands FROM access_api_key ORDER BY name;

-- name: find_key
-- The API key behind a digest.
SELECT name, scope, open_brands, brands FROM access_api_key WHERE digest = :digest;

-- name: add_key
-- Add an API key unless its name is taken.
INSERT INTO access_api_key (name, digest, scope, open_brands, brands, created)
VALUES (:name, :digest, :scope, :open_brands, :brands, :created)
ON CONFLICT DO NOTHING;

-- name: revoke_key
-- Take an API key away.
DELETE FROM access_api_key WHERE name = :name;

-- name: find_user_view
-- Whether a person who may sign in sees the open brands.
SELECT open_brands FROM access_user WHERE id = :user_id AND is_active;

-- name: list_user_brands
-- The brands that are named with a person.
SELECT brand_id FROM access_user_brands WHERE user_id = :user_id;

-- name: count_people
-- How many people sign in.
SELECT count(*) FROM access_user;

-- name: add_person
-- Add somebody who signs in.
INSERT INTO access_user (
  username, password, date_joined, is_active, open_brands,
  is_staff, is_superuser, first_name, last_name, email, language
)
VALUES (:name, :password, CURRENT_TIMESTAMP, TRUE, TRUE, FALSE, FALSE, '', '', '', '');

-- name: give_role
-- Give somebody a role.
INSERT INTO access_user_groups (user_id, group_id)
SELECT access_user.id, auth_group.id
FROM access_user
JOIN auth_group ON auth_group.name = :role
WHERE access_user.username = :name;
