-- name: list_facts
-- The facts of some customers.
SELECT customer, facts FROM profiles_profile WHERE customer = ANY(:customers);

-- name: list_brand_known
-- The facts of a brand's next customers, by number, and their stays as they are written.
SELECT known.customer, known.facts, known.stays FROM profiles_presence AS seen
JOIN profiles_profile AS known ON known.customer = seen.customer
WHERE seen.brand = :brand AND seen.customer > :customer
ORDER BY seen.customer LIMIT :most;

-- name: find_lifecycles
-- The rules in force for some brands.
SELECT brand, version, text FROM profiles_lifecycle WHERE brand = ANY(:brands);

-- name: list_latest
-- One brand's customers, last seen first, each where no listed brand saw them later; with a stage
-- at an instant and words to find them by, where these are given. Best where many fit.
SELECT here.customer, here.last_seen FROM profiles_presence AS here
WHERE here.brand = :brand AND (here.last_seen, here.customer) < (:last_seen, :customer)
  AND NOT EXISTS (
    SELECT 1 FROM profiles_presence AS there
    WHERE there.customer = here.customer AND there.brand = ANY(:brands)
      AND (there.last_seen, there.brand) > (here.last_seen, here.brand))
  AND (:stage = '' OR here.customer IN (
    SELECT customer FROM profiles_stay
    WHERE brand = ANY(:brands) AND stage = :stage AND until > :now AND since <= :now))
  AND (:words = '' OR EXISTS (
    SELECT 1 FROM profiles_presence AS known
    WHERE known.customer = here.customer AND known.brand = ANY(:view)
      AND (instr(known.search, :words) > 0
        OR (:digits <> '' AND instr(known.search, :digits) > 0))))
ORDER BY here.last_seen DESC, here.customer DESC LIMIT :most;

-- name: list_found
-- Some customers with words in what a brand in view knows of them, in no order, perhaps repeated.
SELECT customer FROM profiles_presence
WHERE +brand = ANY(:view)
  AND (instr(search, :words) > 0 OR (:digits <> '' AND instr(search, :digits) > 0))
LIMIT :most;

-- name: list_these
-- The given customers, last seen first; in a stage at an instant, where one is given.
SELECT customer, max(last_seen) AS seen FROM profiles_presence
WHERE customer = ANY(:customers) AND brand = ANY(:brands)
  AND (:stage = '' OR customer IN (
    SELECT customer FROM profiles_stay
    WHERE brand = ANY(:brands) AND stage = :stage AND until > :now AND since <= :now))
GROUP BY customer
HAVING (max(last_seen), customer) < (:last_seen, :customer)
ORDER BY seen DESC, customer DESC LIMIT :most;

-- name: list_moments
-- The events of some strands before a place in time, newest first. Each strand is read backwards
-- and left as soon as its next event is older than the oldest kept.
SELECT at, entry FROM profiles_timeline
WHERE strand = ANY(:strands) AND (at, entry) < (:at, :entry)
ORDER BY at DESC, entry DESC LIMIT :most;

-- name: find_moment
-- How many events of some strands happened after a place in time, and whether it is one of them.
SELECT
    (SELECT count(*) FROM profiles_timeline
     WHERE strand = ANY(:strands) AND (at, entry) > (:at, :entry)),
    (SELECT count(*) FROM profiles_timeline
     WHERE strand = ANY(:strands) AND at = :at AND entry = :entry);

-- name: count_stages
-- How many of a brand's customers are in each stage at an instant.
WITH wanted (stage) AS (
    VALUES ('discover'), ('explore'), ('buy'), ('use'), ('ask'), ('engage'))
SELECT wanted.stage, (
    SELECT count(*) FROM profiles_stay AS stay
    WHERE stay.brand = :brand AND stay.stage = wanted.stage
      AND stay.until > :now AND stay.since <= :now)
FROM wanted;

-- name: count_moves
-- How many moves went into each stage, by where they came from: first from nowhere, then from
-- the six in order; from one instant on and before another. A stay ends after it begins, so for
-- each stage one stretch of the table holds them all, and nothing is sorted.
SELECT stage,
    sum(CASE WHEN came_from = '' THEN 1 ELSE 0 END),
    sum(CASE WHEN came_from = 'discover' THEN 1 ELSE 0 END),
    sum(CASE WHEN came_from = 'explore' THEN 1 ELSE 0 END),
    sum(CASE WHEN came_from = 'buy' THEN 1 ELSE 0 END),
    sum(CASE WHEN came_from = 'use' THEN 1 ELSE 0 END),
    sum(CASE WHEN came_from = 'ask' THEN 1 ELSE 0 END),
    sum(CASE WHEN came_from = 'engage' THEN 1 ELSE 0 END)
FROM profiles_stay
WHERE brand = :brand
  AND stage IN ('discover', 'explore', 'buy', 'use', 'ask', 'engage')
  AND until > :since AND since >= :since AND since < :until
GROUP BY stage;

-- name: count_dwells
-- How many are in one stage at an instant, and since a week, a month, a quarter and longer.
SELECT
    count(*),
    coalesce(sum(CASE WHEN since <= :week THEN 1 ELSE 0 END), 0),
    coalesce(sum(CASE WHEN since <= :month THEN 1 ELSE 0 END), 0),
    coalesce(sum(CASE WHEN since <= :quarter THEN 1 ELSE 0 END), 0)
FROM profiles_stay
WHERE brand = :brand AND stage = :stage AND until > :now AND since <= :now;

-- name: find_restaging
-- How many of a brand's customers stand by the rules in force, and of how many; no row once all do.
SELECT
    (SELECT count(*) FROM profiles_presence AS seen
     WHERE seen.brand = rules.brand AND seen.customer <= rules.restaged_through),
    (SELECT count(*) FROM profiles_presence AS seen WHERE seen.brand = rules.brand)
FROM profiles_lifecycle AS rules WHERE rules.brand = :brand AND rules.restaged IS NULL;

-- name: find_total
-- One brand's numbers.
SELECT customers, known, events, orders, revenue FROM profiles_total WHERE brand = :brand;
