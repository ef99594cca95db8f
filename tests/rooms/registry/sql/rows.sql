-- name: add_user
-- Add a person as Django does.
INSERT INTO access_user (username, password, first_name, last_name, email, language, date_joined,
    is_superuser, is_staff, is_active, open_brands)
VALUES (:name, '', '', '', '', '', '2026-01-01', :no, :no, :active, :open_brands)
RETURNING id;

-- name: name_brand
-- Name a brand with a person.
INSERT INTO access_user_brands (user_id, brand_id) VALUES (:user_id, :slug);

-- name: kept_passwords
-- What is kept of people's passwords.
SELECT username, password FROM access_user;
