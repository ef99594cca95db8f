-- name: list_appended
-- All digests that are not in blocks yet.
SELECT shelf, digests FROM identity_seen;

-- name: list_filters
-- The filters of all blocks.
SELECT number, filter FROM identity_seen_block ORDER BY number;

-- name: list_blocks
-- The digests of some blocks.
SELECT number, digests FROM identity_seen_block WHERE number = ANY(:numbers);

-- name: append_digests
-- Append the digests of one batch to a shelf.
INSERT INTO identity_seen (shelf, position, digests) VALUES (:shelf, :position, :digests);

-- name: keep_block
-- Write a block of a past day; the same again after a restart.
INSERT INTO identity_seen_block (number, filter, digests) VALUES (:number, :filter, :digests)
ON CONFLICT (number) DO UPDATE SET filter = excluded.filter, digests = excluded.digests;

-- name: drop_appended
-- Drop the appended digests of a shelf that is in blocks.
DELETE FROM identity_seen WHERE shelf = :shelf;

-- name: forget_appended
-- Drop appended digests older than is kept.
DELETE FROM identity_seen WHERE shelf >= 0 AND shelf < :shelf;

-- name: forget_blocks
-- Drop blocks older than is kept.
DELETE FROM identity_seen_block WHERE number >= 0 AND number < :number;
