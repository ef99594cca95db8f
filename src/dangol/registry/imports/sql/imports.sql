-- name: add
-- Keep a new import.
INSERT INTO imports_import (id, brand, source, touchpoint, "by", file, size, created, state, wish,
    headers, choices, mapping, counts, fault, attempts, began, ended)
VALUES (:id, :brand, :source, :touchpoint, :by, :file, :size, :created, :state, :wish,
    :headers, :choices, :mapping, :counts, :fault, :attempts, :began, :ended);

-- name: find
-- One import.
SELECT id, brand, source, touchpoint, "by", file, size, created, state, wish, headers, choices,
    mapping, counts, fault, attempts, began, ended
FROM imports_import WHERE id = :id;

-- name: latest
-- The newest imports of all brands.
SELECT id, brand, source, touchpoint, "by", file, size, created, state, wish, headers, choices,
    mapping, counts, fault, attempts, began, ended
FROM imports_import ORDER BY created DESC, id LIMIT :most;

-- name: find_alike
-- The newest finished import of a brand whose file had the same columns.
SELECT id, brand, source, touchpoint, "by", file, size, created, state, wish, headers, choices,
    mapping, counts, fault, attempts, began, ended
FROM imports_import
WHERE brand = :brand AND headers = :headers AND state = 'done'
ORDER BY created DESC, id LIMIT 1;

-- name: next
-- The import that has waited longest, or that was being worked on when its process ended.
SELECT id, brand, source, touchpoint, "by", file, size, created, state, wish, headers, choices,
    mapping, counts, fault, attempts, began, ended
FROM imports_import
WHERE state IN ('running', 'stopping', 'queued')
ORDER BY CASE state WHEN 'queued' THEN 1 ELSE 0 END, created, id LIMIT 1;

-- name: describe
-- Change what somebody said of a file that is not read yet.
UPDATE imports_import
SET wish = :wish, headers = :headers, choices = :choices, mapping = :mapping
WHERE id = :id AND state = 'draft';

-- name: move
-- Bring an import from one state to another.
UPDATE imports_import SET state = :state, attempts = :attempts, began = :began
WHERE id = :id AND state = :before;

-- name: count
-- Keep how far an import under way is.
UPDATE imports_import SET counts = :counts, attempts = :attempts
WHERE id = :id AND state IN ('running', 'stopping');

-- name: finish
-- Keep how an import under way ended.
UPDATE imports_import SET state = :state, counts = :counts, fault = :fault, ended = :ended
WHERE id = :id AND state IN ('running', 'stopping');

-- name: remove
-- Forget an import that is not being worked on.
DELETE FROM imports_import WHERE id = :id AND state NOT IN ('running', 'stopping', 'queued');

-- name: lying
-- Imports that nobody finished since some instant: drafts, and those that stopped or failed.
SELECT id FROM imports_import
WHERE created < :before AND ended < :before AND state IN ('draft', 'stopped', 'failed');
