-- The operator's own schemas, layout 1. Run in one transaction as the operator's role, with search_path = pg_catalog.
-- Nobody else has USAGE on them.
CREATE SCHEMA roadstead_meta;
CREATE SCHEMA roadstead_keys;
COMMENT ON SCHEMA roadstead_meta IS 'Roadstead: store identity, fence, object ledger, leases. Do not edit by hand.';
COMMENT ON SCHEMA roadstead_keys IS 'Roadstead: the key of the Hash mask.';

-- Who this database belongs to. The address may change, the identity may not.
CREATE TABLE roadstead_meta.store (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    store_id uuid NOT NULL DEFAULT gen_random_uuid(),
    mesh_id text NOT NULL,
    layout integer NOT NULL,
    created_time timestamptz NOT NULL DEFAULT now()
);

-- Every transaction of the operator checks holder and epoch; advisory locks can be taken by any login.
CREATE TABLE roadstead_meta.fence (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    holder text NOT NULL,
    epoch bigint NOT NULL
);
INSERT INTO roadstead_meta.fence (holder, epoch) VALUES ('nobody', 0);
-- What the operator in charge locks: a view, because VACUUM and ANALYZE of the whole database would wait for a table.
CREATE VIEW roadstead_meta.fence_lease AS SELECT 1 AS one;

-- The marker of each object: ours means a row here.
CREATE TABLE roadstead_meta.ledger (
    kind text NOT NULL,
    schema_name text NOT NULL,
    name text NOT NULL,
    part text NOT NULL,
    domain text NOT NULL,
    object text NOT NULL,
    fingerprint text,
    PRIMARY KEY (kind, schema_name, name)
);

-- Consumer identities: random, so that a role name tells nobody who reads. Never deleted: a returning consumer gets its
-- own again.
CREATE TABLE roadstead_meta.identity (
    domain text NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    id text NOT NULL UNIQUE,
    PRIMARY KEY (domain, kind, name)
);

-- Which login an identity or a writer holds, remembered in the transaction that sets its password. The fingerprint
-- tells whether a Secret holds that password. The login before it works on until every Secret holds the new one
-- (previous_until is null till then), and then for the overlap.
CREATE TABLE roadstead_meta.login (
    base text PRIMARY KEY,
    login text NOT NULL,
    fingerprint text NOT NULL,
    since timestamptz NOT NULL,
    previous text,
    previous_until timestamptz,
    handled text
);

-- The last part of a grant's schema, one per (identity, purpose).
CREATE TABLE roadstead_meta.address (
    domain text NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    purpose text NOT NULL,
    id text NOT NULL UNIQUE,
    PRIMARY KEY (domain, kind, name, purpose)
);

-- When a lease began. Never restarted: deleting and re-creating a request finds it here. It is renewed only with a number
-- that it has not seen, so applying old files again renews nothing.
CREATE TABLE roadstead_meta.lease (
    domain text NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    purpose text NOT NULL,
    port_domain text NOT NULL,
    port text NOT NULL,
    start_time timestamptz NOT NULL,
    renewal integer NOT NULL,
    renewed_time timestamptz,
    PRIMARY KEY (domain, kind, name, purpose, port_domain, port)
);

-- "recorded" is the digest of what the history says of it, "entry" the entry that says so; absent if that failed.
CREATE TABLE roadstead_meta.grants (
    schema_name text PRIMARY KEY,
    domain text NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    port_domain text NOT NULL,
    port text NOT NULL,
    version text NOT NULL,
    purpose text NOT NULL,
    request text NOT NULL,
    next_step text NOT NULL,
    not_after timestamptz,
    ended boolean NOT NULL,
    shortened boolean NOT NULL,
    recorded text,
    entry bigint,
    UNIQUE (domain, kind, name, purpose, port_domain, port, version)
);

-- Since when no live object has asked for something that lies here: a grant's or port's schema, a login. It ends once it has
-- stood here for long enough.
CREATE TABLE roadstead_meta.orphan (
    kind text NOT NULL,
    name text NOT NULL,
    since timestamptz NOT NULL,
    PRIMARY KEY (kind, name)
);

CREATE TABLE roadstead_keys.mesh (
    live boolean PRIMARY KEY DEFAULT true CHECK (live),
    k bytea NOT NULL CHECK (octet_length(k) = 64)
);

-- The one-time filter of every grant view, evaluated once per statement with the server's clock. A view whose end was moved
-- earlier names the new end itself: an open REPEATABLE READ transaction still sees the old row of the table, but never an old
-- view.
CREATE FUNCTION roadstead_meta.admit(grant_schema text, no_later_than timestamptz DEFAULT NULL) RETURNS boolean
    LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog
AS $admit$
DECLARE
    g record;
BEGIN
    SELECT port_domain || '/' || port || '.' || version AS port, request, next_step, least(not_after, no_later_than) AS not_after, ended
      INTO g FROM roadstead_meta.grants WHERE schema_name = grant_schema;
    IF NOT FOUND THEN
        RAISE insufficient_privilege USING
            MESSAGE = 'access through ' || grant_schema || ' was taken back',
            HINT = 'ask the owner of the data, or look at your AccessRequest';
    END IF;
    IF g.ended OR g.not_after <= clock_timestamp() THEN
        RAISE insufficient_privilege USING
            MESSAGE = 'access to ' || g.port || ' by request ' || g.request || ' ended'
                || coalesce(' at ' || to_char(g.not_after AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), ''),
            HINT = g.next_step;
    END IF;
    RETURN true;
END
$admit$;
REVOKE ALL ON FUNCTION roadstead_meta.admit(text, timestamptz) FROM PUBLIC;

-- Stands in the view of a port whose table carries code that is not PostgreSQL's own: an error instead of data.
CREATE FUNCTION roadstead_meta.withhold(relation text) RETURNS boolean
    LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog
AS $withhold$
BEGIN
    RAISE insufficient_privilege USING
        MESSAGE = relation || ' is withheld: its table carries code that is not PostgreSQL''s own',
        HINT = 'ask the owner of the data; the OutputPort says UnsafeRelation and what to remove';
END
$withhold$;
REVOKE ALL ON FUNCTION roadstead_meta.withhold(text) FROM PUBLIC;
