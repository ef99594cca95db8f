-- name: keep_refused
-- Keep a refused event as it was sent.
INSERT INTO trip_refused (position, source, brand, touchpoint, code, message, message_id, type,
    name, received, raw, call, sent_at, whole, tried_code, tried_message)
VALUES (:position, :source, :brand, :touchpoint, :code, :message, :message_id, :type, :name,
    :received, :raw, :call, :sent_at, :whole, '', '')
ON CONFLICT (position) DO NOTHING;

-- name: prune_refused
-- Leave the newest refused events of one source and code.
DELETE FROM trip_refused WHERE source = :source AND code = :code AND position <= (
    SELECT position FROM trip_refused WHERE source = :source AND code = :code
    ORDER BY position DESC LIMIT 1 OFFSET :most);

-- name: forget_refused
-- Forget refused events that are older than is kept.
DELETE FROM trip_refused WHERE received < :before;

-- name: solve_refused
-- Remember which event a refused one became; the first time counts.
UPDATE trip_refused SET solved = :solved, solved_at = :at
WHERE position = :position AND solved IS NULL;

-- name: note_attempt
-- Remember that a refused event was sent again and refused again.
UPDATE trip_refused SET tried_at = :at, tried_code = :code, tried_message = :message
WHERE position = :position AND solved IS NULL;

-- name: list_refused
-- Refused events that fit, newest first, without what they say.
SELECT position, source, brand, touchpoint, code, message, message_id, type, name, received, whole,
    solved, solved_at, tried_at, tried_code, tried_message
FROM trip_refused
WHERE brand = ANY(:brands) AND position < :before AND received >= :since AND received < :until
    AND (:source = '' OR source = :source) AND (:code = '' OR code = :code)
    AND (:state = '' OR (:state = 'open' AND solved IS NULL)
        OR (:state = 'ready' AND solved IS NULL AND whole)
        OR (:state = 'solved' AND solved IS NOT NULL))
    AND (:words = '' OR lower(name) LIKE :words ESCAPE '!' OR lower(message_id) LIKE :words ESCAPE '!'
        OR (:deep = 1 AND lower(raw) LIKE :words ESCAPE '!'))
ORDER BY position DESC LIMIT :most;

-- name: count_refused
-- How many refused events fit.
SELECT count(*) FROM trip_refused
WHERE brand = ANY(:brands) AND position < :before AND received >= :since AND received < :until
    AND (:source = '' OR source = :source) AND (:code = '' OR code = :code)
    AND (:state = '' OR (:state = 'open' AND solved IS NULL)
        OR (:state = 'ready' AND solved IS NULL AND whole)
        OR (:state = 'solved' AND solved IS NOT NULL))
    AND (:words = '' OR lower(name) LIKE :words ESCAPE '!' OR lower(message_id) LIKE :words ESCAPE '!'
        OR (:deep = 1 AND lower(raw) LIKE :words ESCAPE '!'));

-- name: find_refused
-- One refused event, with what it says.
SELECT position, source, brand, touchpoint, code, message, message_id, type, name, received, whole,
    solved, solved_at, tried_at, tried_code, tried_message, raw, call, sent_at
FROM trip_refused WHERE position = :position;

-- name: list_ready
-- Refused events that can be sent again, oldest first, with what they say.
SELECT position, source, brand, touchpoint, code, message, message_id, type, name, received, whole,
    solved, solved_at, tried_at, tried_code, tried_message, raw, call, sent_at
FROM trip_refused WHERE position = ANY(:positions) AND solved IS NULL AND whole ORDER BY position;

-- name: list_refused_codes
-- Reasons for which refused events are kept, and the sentence of the newest.
SELECT code, max(message) FROM trip_refused WHERE brand = ANY(:brands) GROUP BY code ORDER BY code;

-- name: add_reason
-- Add how often one source was refused in one hour for one reason.
INSERT INTO trip_reason (source, hour, code, times) VALUES (:source, :hour, :code, :times)
ON CONFLICT (source, hour, code) DO UPDATE SET times = trip_reason.times + excluded.times;

-- name: list_reasons
-- For what reasons and how often one source was refused in a period.
SELECT code, CAST(sum(times) AS BIGINT) FROM trip_reason
WHERE source = :source AND hour >= :since AND hour < :until GROUP BY code ORDER BY 2 DESC, 1;

-- name: list_hours
-- What one source sent in each hour of a period.
SELECT hour, accepted, duplicates, rejected FROM trip_activity
WHERE source = :source AND hour >= :since AND hour < :until ORDER BY hour;

-- name: keep_name
-- Remember on which day a source sent a name last.
INSERT INTO trip_name (source, name, day) VALUES (:source, :name, :day)
ON CONFLICT (source, name) DO UPDATE SET day = excluded.day WHERE excluded.day > trip_name.day;

-- name: forget_names
-- Forget names that no source sent for long.
DELETE FROM trip_name WHERE day < :day;

-- name: list_names
-- Names that one source sent, those of the latest days first.
SELECT name, day FROM trip_name WHERE source = :source ORDER BY day DESC, name LIMIT :most;
