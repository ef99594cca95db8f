-- name: find_known
-- The facts of some customers, and their stays as they are written.
SELECT customer, facts, stays FROM profiles_profile WHERE customer = ANY(:customers);

-- name: keep_known
-- Write a customer's facts, and the stays as this batch leaves them.
INSERT INTO profiles_profile (customer, facts, stays) VALUES (:customer, :facts, :stays)
ON CONFLICT (customer) DO UPDATE SET facts = excluded.facts, stays = excluded.stays;

-- name: keep_stays
-- Note the stays of a customer as restaging leaves them.
UPDATE profiles_profile SET stays = :stays WHERE customer = :customer;

-- name: keep_presence
-- Write what a brand knows of a customer, the text to find them by included.
INSERT INTO profiles_presence (customer, brand, events, first_seen, last_seen, search)
VALUES (:customer, :brand, :events, :first_seen, :last_seen, :search)
ON CONFLICT (customer, brand) DO UPDATE SET
    events = excluded.events, first_seen = excluded.first_seen,
    last_seen = excluded.last_seen, search = excluded.search;

-- name: touch_presence
-- Write how much and when a brand heard of a customer who is called as before.
UPDATE profiles_presence
SET events = :events, first_seen = :first_seen, last_seen = :last_seen
WHERE customer = :customer AND brand = :brand;

-- name: drop_stay
-- Remove one stay.
DELETE FROM profiles_stay
WHERE brand = :brand AND stage = :stage AND until = :until AND since = :since
  AND customer = :customer AND came_from = :came_from;

-- name: keep_stay
-- Write one stay in a stage.
INSERT INTO profiles_stay (brand, stage, until, since, customer, came_from)
VALUES (:brand, :stage, :until, :since, :customer, :came_from)
ON CONFLICT DO NOTHING;

-- name: drop_profile
-- Remove the facts of a customer who became part of another.
DELETE FROM profiles_profile WHERE customer = :customer;

-- name: drop_presence
-- Remove a customer who became part of another from all lists.
DELETE FROM profiles_presence WHERE customer = :customer;

-- name: keep_moment
-- Add an event to its strand's timeline.
INSERT INTO profiles_timeline (strand, at, entry) VALUES (:strand, :at, :entry)
ON CONFLICT (strand, at, entry) DO NOTHING;

-- name: list_totals
-- The numbers of all brands.
SELECT brand, customers, known, events, orders, revenue FROM profiles_total;

-- name: keep_total
-- Write one brand's numbers.
INSERT INTO profiles_total (brand, customers, known, events, orders, revenue)
VALUES (:brand, :customers, :known, :events, :orders, :revenue)
ON CONFLICT (brand) DO UPDATE SET
    customers = excluded.customers, known = excluded.known, events = excluded.events,
    orders = excluded.orders, revenue = excluded.revenue;

-- name: list_lifecycles
-- The rules in force, and which of them customers do not all stand by yet.
SELECT brand, version, text, since, restaged_through, restaged FROM profiles_lifecycle;

-- name: keep_lifecycle
-- Put rules in force; customers are restaged from the first one on.
INSERT INTO profiles_lifecycle (brand, version, text, since, restaged_through, restaged)
VALUES (:brand, :version, :text, :since, -1, :restaged)
ON CONFLICT (brand) DO UPDATE SET
    version = excluded.version, text = excluded.text, since = excluded.since,
    restaged_through = -1, restaged = excluded.restaged;

-- name: keep_restaging
-- Note how far a brand's customers were restaged.
UPDATE profiles_lifecycle SET restaged_through = :restaged_through, restaged = :restaged
WHERE brand = :brand;

-- name: list_present
-- The next customers of a brand, by number.
SELECT customer FROM profiles_presence
WHERE brand = :brand AND customer > :customer ORDER BY customer LIMIT :most;
