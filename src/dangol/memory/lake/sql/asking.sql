-- name: show_entries
-- Everything that the lake holds, each with whose it is today and whose it was when it was resolved.
CREATE VIEW entries AS
SELECT
    rows."offset", rows.outcome,
    coalesce(moved.customer, rows.strand) AS customer,
    rows.strand, rows.customer AS customer_then,
    rows."at", rows.received, rows.day,
    rows.zone, rows.source, rows.touchpoint, rows.brand, rows.type, rows.name, rows.message_id,
    rows.user_id, rows.anonymous_id, rows.previous_id, rows.group_id, rows.device_id,
    rows.external_ids, rows.properties, rows.traits, rows.context, rows.currency, rows.imported,
    rows.proven, rows.realm, rows.code, rows.reason, rows.raw, rows.actor
FROM lake_rows AS rows
LEFT JOIN lake_moved AS moved ON moved.strand = rows.strand;

-- name: show_events
-- What customers did, each event once: without duplicates, refusals and controls.
CREATE VIEW events AS
SELECT * EXCLUDE (outcome, code, reason, raw, actor) FROM entries WHERE outcome = 'accepted';

-- name: name_customers
-- A customer's number as the id that the Studio and HTTP show; see dangol.kernel.ids.
CREATE MACRO customer_id(number) AS (
    SELECT CASE WHEN number IS NULL THEN NULL ELSE 'c' || string_agg(
        substr('0123456789abcdefghjkmnpqrstvwxyz',
            ((mixed // (1::HUGEINT << shift)) % 32)::INTEGER + 1, 1), '' ORDER BY shift DESC) END
    FROM (
        SELECT ((number::HUGEINT + 1) * 712544676207699909) % (1::HUGEINT << 60) AS mixed
    ), (SELECT unnest(range(0, 60, 5)) AS shift)
);

-- name: digest_rows
-- Offset and a hash of all columns of each row.
SELECT "offset", hash(
    outcome, customer, strand, "at", received, zone, source, touchpoint, brand, type, name,
    message_id, user_id, anonymous_id, previous_id, group_id, device_id, external_ids, properties,
    traits, context, currency, imported, proven, realm, code, reason, raw, actor) AS digest
FROM lake_rows ORDER BY "offset";
