-- name: find_draft
-- The draft of a document.
SELECT version, text, author, changed, published FROM definitions_document
WHERE kind = :kind AND brand = :brand AND slug = :slug AND version = 0;

-- name: find_published
-- The version of a document that is in force: the last one published.
SELECT version, text, author, changed, published FROM definitions_document
WHERE kind = :kind AND brand = :brand AND slug = :slug AND version > 0
ORDER BY version DESC LIMIT 1;

-- name: list_versions
-- The published versions of a document, newest first.
SELECT version, text, author, changed, published FROM definitions_document
WHERE kind = :kind AND brand = :brand AND slug = :slug AND version > 0
ORDER BY version DESC;

-- name: list_in_force
-- The newest published version of each document of a kind.
SELECT brand, slug, max(version) FROM definitions_document
WHERE kind = :kind AND version > 0 GROUP BY brand, slug ORDER BY brand, slug;

-- name: save_draft
-- Write the draft of a document, in place of the one before.
INSERT INTO definitions_document
    (kind, brand, slug, version, text, author, changed, published)
VALUES (:kind, :brand, :slug, 0, :text, :author, :changed, NULL)
ON CONFLICT (kind, brand, slug, version)
DO UPDATE SET text = excluded.text, author = excluded.author, changed = excluded.changed;

-- name: add_version
-- Add a published version; it is never changed again.
INSERT INTO definitions_document
    (kind, brand, slug, version, text, author, changed, published)
VALUES (:kind, :brand, :slug, :version, :text, :author, :changed, :published);

-- name: drop_draft
-- Take a draft away, because it was published or thrown away.
DELETE FROM definitions_document
WHERE kind = :kind AND brand = :brand AND slug = :slug AND version = 0;
