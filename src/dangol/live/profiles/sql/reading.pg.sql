-- PostgreSQL's text of the queries that look for a part of a text, or walk many strands at once.

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
      AND (strpos(known.search, :words) > 0
        OR (:digits <> '' AND strpos(known.search, :digits) > 0))))
ORDER BY here.last_seen DESC, here.customer DESC LIMIT :most;

-- name: list_found
-- Some customers with words in what a brand in view knows of them, in no order, perhaps repeated.
SELECT customer FROM profiles_presence
WHERE brand = ANY(:view)
  AND (strpos(search, :words) > 0 OR (:digits <> '' AND strpos(search, :digits) > 0))
LIMIT :most;

-- name: list_moments
-- The events of some strands before a place in time, newest first. PostgreSQL would read and sort
-- the whole of each strand, so each is asked for its newest alone.
SELECT moment.at, moment.entry FROM unnest(:strands::bigint[]) AS wanted (strand)
CROSS JOIN LATERAL (
    SELECT at, entry FROM profiles_timeline
    WHERE strand = wanted.strand AND (at, entry) < (:at, :entry)
    ORDER BY at DESC, entry DESC LIMIT :most) AS moment
ORDER BY moment.at DESC, moment.entry DESC LIMIT :most;
