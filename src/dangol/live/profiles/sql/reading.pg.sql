-- PostgreSQL's text of the queries that look for a part of a text.

-- name: list_found
-- Customers with a text in what any brand in view knows of them, last seen first.
SELECT listed.customer, max(listed.last_seen) AS seen FROM profiles_presence AS listed
WHERE listed.brand = ANY(:brands) AND listed.customer IN (
    SELECT customer FROM profiles_presence
    WHERE brand = ANY(:view) AND (strpos(search, :words) > 0 OR strpos(search, :digits) > 0))
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
    WHERE brand = ANY(:view) AND (strpos(search, :words) > 0 OR strpos(search, :digits) > 0))
GROUP BY listed.customer
HAVING (max(listed.last_seen), listed.customer) < (:last_seen, :customer)
ORDER BY seen DESC, listed.customer DESC LIMIT :most;
