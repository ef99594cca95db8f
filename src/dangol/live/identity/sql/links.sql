-- name: find_links
-- Strand and customer of identifiers.
SELECT i.key, i.strand, s.customer
FROM identity_identifier i JOIN identity_strand s ON s.strand = i.strand
WHERE i.key = ANY(:keys);

-- name: list_members
-- All strands of customers, with all identifiers of each.
SELECT s.customer, s.strand, i.key
FROM identity_strand s LEFT JOIN identity_identifier i ON i.strand = s.strand
WHERE s.customer = ANY(:customers)
ORDER BY s.strand;

-- name: find_customer
-- Whose an identifier is.
SELECT s.customer
FROM identity_identifier i JOIN identity_strand s ON s.strand = i.strand
WHERE i.key = :key;

-- name: find_survivor
-- Whose a strand is; asked for a customer, dead or not, it tells who that customer is today.
SELECT customer FROM identity_strand WHERE strand = :strand;

-- name: list_moved
-- Strands that belong to another customer than the one of their own number, with whom.
SELECT strand, customer FROM identity_strand WHERE strand <> customer;

-- name: add_identifier
-- Enter a new identifier.
INSERT INTO identity_identifier (key, strand) VALUES (:key, :strand);

-- name: keep_strand
-- Enter a strand, or give it to another customer.
INSERT INTO identity_strand (strand, customer) VALUES (:strand, :customer)
ON CONFLICT (strand) DO UPDATE SET customer = excluded.customer;
