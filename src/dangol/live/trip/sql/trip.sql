-- name: find_checkpoint
-- How far the trip is, and its last failure.
SELECT position, at, failure, failed_at FROM trip_checkpoint WHERE name = 'trip';

-- name: keep_checkpoint
-- Move the checkpoint; the last failure stays readable.
INSERT INTO trip_checkpoint (name, position, at, failure, failed_at)
VALUES ('trip', :position, :at, '', NULL)
ON CONFLICT (name) DO UPDATE SET position = excluded.position, at = excluded.at;

-- name: keep_failure
-- Remember the last failure without moving the checkpoint.
INSERT INTO trip_checkpoint (name, position, at, failure, failed_at)
VALUES ('trip', 0, :at, :failure, :at)
ON CONFLICT (name) DO UPDATE SET failure = excluded.failure, failed_at = excluded.failed_at;

-- name: keep_resolution
-- Write what became of one chunk.
INSERT INTO trip_resolution (first, count, body) VALUES (:first, :count, :body);

-- name: list_resolutions
-- Resolutions of the chunks that overlap a span of offsets, in order.
SELECT first, count, body FROM trip_resolution
WHERE first >= coalesce((SELECT max(first) FROM trip_resolution WHERE first <= :first), :first)
  AND first <= :last
ORDER BY first;

-- name: add_activity
-- Add what one source sent in one hour.
INSERT INTO trip_activity (source, hour, accepted, duplicates, rejected, last_heard)
VALUES (:source, :hour, :accepted, :duplicates, :rejected, :last_heard)
ON CONFLICT (source, hour) DO UPDATE SET
    accepted = trip_activity.accepted + excluded.accepted,
    duplicates = trip_activity.duplicates + excluded.duplicates,
    rejected = trip_activity.rejected + excluded.rejected,
    last_heard = CASE WHEN excluded.last_heard > trip_activity.last_heard
        THEN excluded.last_heard ELSE trip_activity.last_heard END;

-- name: add_heard
-- Add what one source sent in one hour to all that it ever sent.
INSERT INTO trip_heard
    (source, accepted, duplicates, rejected, first_heard, last_heard, longest_silence)
VALUES (:source, :accepted, :duplicates, :rejected, :first_heard, :last_heard, 0)
ON CONFLICT (source) DO UPDATE SET
    accepted = trip_heard.accepted + excluded.accepted,
    duplicates = trip_heard.duplicates + excluded.duplicates,
    rejected = trip_heard.rejected + excluded.rejected,
    longest_silence = CASE
        WHEN excluded.first_heard - trip_heard.last_heard > trip_heard.longest_silence
        THEN excluded.first_heard - trip_heard.last_heard ELSE trip_heard.longest_silence END,
    last_heard = CASE WHEN excluded.last_heard > trip_heard.last_heard
        THEN excluded.last_heard ELSE trip_heard.last_heard END;

-- name: list_heard
-- All that was ever heard of each source; of one, where one is named.
SELECT source, accepted, duplicates, rejected, first_heard, last_heard, longest_silence
FROM trip_heard WHERE :source = '' OR source = :source ORDER BY source;

-- name: list_activity
-- What each source sent since an hour.
SELECT source, CAST(sum(accepted) AS BIGINT), CAST(sum(duplicates) AS BIGINT),
    CAST(sum(rejected) AS BIGINT), max(last_heard)
FROM trip_activity WHERE hour >= :since GROUP BY source ORDER BY source;

-- name: keep_aside
-- Remember an entry that could not be worked on.
INSERT INTO trip_aside (position, error, at) VALUES (:position, :error, :at)
ON CONFLICT (position) DO NOTHING;

-- name: list_aside
-- The newest entries that could not be worked on.
SELECT position, error, at FROM trip_aside ORDER BY position DESC LIMIT :limit;

-- name: add_violation
-- Count a violation; a new one only while its source has not too many that are told apart.
INSERT INTO trip_violation
    (source, event, path, kind, done, brand, count, first_seen, last_seen, position)
SELECT :source, CASE WHEN bound.reached THEN '' ELSE :event END, CASE WHEN bound.reached THEN '' ELSE :path END,
    CASE WHEN bound.reached THEN 'more' ELSE :kind END, :done, :brand, :count, :first_seen, :last_seen,
    :position
FROM (
    SELECT (SELECT count(*) FROM trip_violation WHERE source = :source) >= :most
        AND NOT EXISTS (
            SELECT 1 FROM trip_violation
            WHERE source = :source AND event = :event AND path = :path AND kind = :kind
                AND done = :done
        ) AS reached
) AS bound
WHERE true
ON CONFLICT (source, event, path, kind, done) DO UPDATE SET
    count = trip_violation.count + excluded.count,
    last_seen = CASE WHEN excluded.last_seen > trip_violation.last_seen
        THEN excluded.last_seen ELSE trip_violation.last_seen END,
    position = excluded.position;

-- name: list_violations
-- What sources send against their plans, the latest first; of one source, where one is named.
SELECT source, event, path, kind, done, brand, count, first_seen, last_seen, position
FROM trip_violation WHERE :source = '' OR source = :source
ORDER BY last_seen DESC, source, event, path, kind, done LIMIT :limit;

-- name: find_aside
-- Why one entry could not be worked on.
SELECT position, error, at FROM trip_aside WHERE position = :position;

-- name: keep_lost
-- Remember entries that could not be read.
INSERT INTO trip_lost (first, count, reason, at) VALUES (:first, :count, :reason, :at)
ON CONFLICT (first) DO NOTHING;

-- name: count_lost
-- How many entries could not be read.
SELECT CAST(coalesce(sum(count), 0) AS BIGINT) FROM trip_lost;

-- name: list_lost
-- The newest entries that could not be read.
SELECT first, count, reason, at FROM trip_lost ORDER BY first DESC LIMIT :limit;

-- name: settle_checkpoint
-- Write down how far the trip is in a row of its own: a durable commit makes sure of all before it.
INSERT INTO trip_checkpoint (name, position, at, failure, failed_at)
SELECT 'settled', position, at, '', NULL FROM trip_checkpoint WHERE name = 'trip'
ON CONFLICT (name) DO UPDATE SET position = excluded.position, at = excluded.at;
