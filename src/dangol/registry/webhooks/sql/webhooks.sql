-- name: list_webhooks
-- All webhooks, by their sources.
SELECT source, provider, scheme, header, created FROM webhooks_webhook ORDER BY source;

-- name: find_webhook
-- The webhook of a source.
SELECT source, provider, scheme, header, created FROM webhooks_webhook WHERE source = :source;

-- name: add_webhook
-- Let a source be a webhook unless it is one.
INSERT INTO webhooks_webhook (source, provider, scheme, header, created)
VALUES (:source, :provider, :scheme, :header, :created)
ON CONFLICT DO NOTHING;

-- name: keep_capture
-- Keep a delivery for people to look at.
INSERT INTO webhooks_capture (source, at, topic, delivery, body)
VALUES (:source, :at, :topic, :delivery, :body);

-- name: forget_captures
-- Forget the deliveries of a source but the newest few, and all that are too old.
DELETE FROM webhooks_capture
WHERE source = :source AND (at < :oldest OR number NOT IN (
    SELECT number FROM webhooks_capture WHERE source = :source ORDER BY number DESC LIMIT :most
));

-- name: list_captures
-- The kept deliveries of a source that are not too old, newest first.
SELECT number, at, topic, delivery, body FROM webhooks_capture
WHERE source = :source AND at >= :oldest ORDER BY number DESC;
