-- name: add_merge
-- Enter a merge into the journal.
INSERT INTO identity_merge (position, survivor, loser, strands, at)
VALUES (:position, :survivor, :loser, :strands, :at);

-- name: list_merges
-- Merges of which a customer is the outcome today, in log order.
SELECT position, survivor, loser, strands FROM identity_merge
WHERE survivor IN (SELECT strand FROM identity_strand WHERE customer = :customer)
ORDER BY position, loser;

-- name: list_merges_at
-- Merges that the event at a log position caused.
SELECT position, survivor, loser, strands FROM identity_merge
WHERE position = :position ORDER BY loser;

-- name: count_refusal
-- Count how often an identifier was set aside for a reason.
INSERT INTO identity_refusal (key, reason, times, first, last, at)
VALUES (:key, :reason, :times, :first, :last, :at)
ON CONFLICT (key, reason) DO UPDATE SET
    times = identity_refusal.times + excluded.times, last = excluded.last, at = excluded.at;

-- name: list_refusals
-- Why and how often an identifier was set aside.
SELECT reason, times, first, last FROM identity_refusal WHERE key = :key ORDER BY reason;
