-- name: list_facts
-- The facts of some customers.
SELECT customer, facts FROM profiles_profile WHERE customer = ANY(:customers);

-- name: list_brand_facts
-- The facts of a brand's next customers, by number.
SELECT p.customer, p.facts FROM profiles_presence AS seen
JOIN profiles_profile AS p ON p.customer = seen.customer
WHERE seen.brand = :brand AND seen.customer > :customer
ORDER BY seen.customer LIMIT :most;

-- name: find_lifecycles
-- The rules in force for some brands.
SELECT brand, version, text FROM profiles_lifecycle WHERE brand = ANY(:brands);

-- name: list_latest
-- Customers of one brand, last seen first; each where none of the brands saw them later.
SELECT here.customer, here.last_seen FROM profiles_presence AS here
WHERE here.brand = :brand AND (here.last_seen, here.customer) < (:last_seen, :customer)
  AND NOT EXISTS (
    SELECT 1 FROM profiles_presence AS there
    WHERE there.customer = here.customer AND there.brand = ANY(:brands)
      AND (there.last_seen, there.brand) > (here.last_seen, here.brand))
ORDER BY here.last_seen DESC, here.customer DESC LIMIT :most;

-- name: list_found
-- Customers with a text in what any brand in view knows of them, last seen first.
SELECT listed.customer, max(listed.last_seen) AS seen FROM profiles_presence AS listed
WHERE listed.brand = ANY(:brands) AND listed.customer IN (
    SELECT customer FROM profiles_presence
    WHERE brand = ANY(:view) AND (instr(search, :words) > 0 OR instr(search, :digits) > 0))
GROUP BY listed.customer
HAVING (max(listed.last_seen), listed.customer) < (:last_seen, :customer)
ORDER BY seen DESC, listed.customer DESC LIMIT :most;

-- name: list_staged
-- Customers in a stage at an instant, last seen first.
SELECT listed.customer, max(listed.last_seen) AS seen FROM profiles_stage AS stay
JOIN profiles_presence AS listed
  ON listed.customer = stay.customer AND listed.brand = stay.brand
WHERE stay.brand = ANY(:brands) AND stay.stage = :stage
  AND stay.until > :now AND stay.since <= :now
GROUP BY listed.customer
HAVING (max(listed.last_seen), listed.customer) < (:last_seen, :customer)
ORDER BY seen DESC, listed.customer DESC LIMIT :most;

-- name: list_staged_found
-- Customers in a stage at an instant with a text in what any brand in view knows of them.
SELECT listed.customer, max(listed.last_seen) AS seen FROM profiles_presence AS listed
JOIN profiles_stage AS stay
  ON stay.customer = listed.customer AND stay.brand = listed.brand
WHERE listed.brand = ANY(:brands) AND stay.stage = :stage
  AND stay.until > :now AND stay.since <= :now
  AND listed.customer IN (
    SELECT customer FROM profiles_presence
    WHERE brand = ANY(:view) AND (instr(search, :words) > 0 OR instr(search, :digits) > 0))
GROUP BY listed.customer
HAVING (max(listed.last_seen), listed.customer) < (:last_seen, :customer)
ORDER BY seen DESC, listed.customer DESC LIMIT :most;

-- name: list_moments
-- A strand's events before a place in time, newest first.
SELECT at, entry FROM profiles_timeline
WHERE strand = :strand AND (at, entry) < (:at, :entry)
ORDER BY at DESC, entry DESC LIMIT :most;

-- name: count_stages
-- How many of a brand's customers are in each stage at an instant.
WITH wanted (stage) AS (
    VALUES ('discover'), ('explore'), ('buy'), ('use'), ('ask'), ('engage'))
SELECT wanted.stage, (
    SELECT count(*) FROM profiles_stage AS stay
    WHERE stay.brand = :brand AND stay.stage = wanted.stage
      AND stay.until > :now AND stay.since <= :now)
FROM wanted;

-- name: count_moves
-- How many moves went from stage to stage after one instant and up to another.
SELECT came_from, stage, count(*) FROM profiles_stage
WHERE brand = :brand AND since > :since AND since <= :until
GROUP BY came_from, stage;

-- name: count_dwells
-- How long those in one stage at an instant have been there, in four classes.
SELECT
    coalesce(sum(CASE WHEN since > :week THEN 1 ELSE 0 END), 0),
    coalesce(sum(CASE WHEN since <= :week AND since > :month THEN 1 ELSE 0 END), 0),
    coalesce(sum(CASE WHEN since <= :month AND since > :quarter THEN 1 ELSE 0 END), 0),
    coalesce(sum(CASE WHEN since <= :quarter THEN 1 ELSE 0 END), 0)
FROM profiles_stage
WHERE brand = :brand AND stage = :stage AND until > :now AND since <= :now;

-- name: find_total
-- One brand's numbers.
SELECT customers, known, events, orders, revenue FROM profiles_total WHERE brand = :brand;
