-- The history, layout 1: who could read what, when, by whose decision. Run in the transaction that makes layout-1.sql.
-- Entries are only ever added, in the transaction of the effect they tell of. Nobody but the operator has USAGE.
CREATE SCHEMA roadstead_history;
COMMENT ON SCHEMA roadstead_history IS 'Roadstead: who could read what, when, and why. Append-only.';

-- Numbers have no gaps: two writers at once collide here, so the chain can't fork.
CREATE TABLE roadstead_history.entry (
    seq bigint PRIMARY KEY,
    at timestamptz NOT NULL,
    event text NOT NULL CHECK (event ~ '^[A-Z][A-Za-z]{2,30}$'),
    grant_key text NOT NULL,
    body jsonb NOT NULL,
    prev bytea NOT NULL,
    hash bytea NOT NULL
);
CREATE INDEX entry_by_grant ON roadstead_history.entry (grant_key, seq);

-- Texts of contracts, once each. The hash is that of the text, and entries of the chain name the hash.
CREATE TABLE roadstead_history.contract (
    hash text PRIMARY KEY CHECK (hash = encode(sha256(convert_to(body, 'UTF8')), 'hex')),
    body text NOT NULL
);

CREATE FUNCTION roadstead_history.refuse() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog
AS $refuse$
BEGIN
    RAISE insufficient_privilege USING MESSAGE = 'the history is append-only';
END
$refuse$;

CREATE TRIGGER only_append BEFORE UPDATE OR DELETE ON roadstead_history.entry
    FOR EACH ROW EXECUTE FUNCTION roadstead_history.refuse();
CREATE TRIGGER only_append_all BEFORE TRUNCATE ON roadstead_history.entry
    FOR EACH STATEMENT EXECUTE FUNCTION roadstead_history.refuse();
CREATE TRIGGER only_append BEFORE UPDATE OR DELETE ON roadstead_history.contract
    FOR EACH ROW EXECUTE FUNCTION roadstead_history.refuse();
CREATE TRIGGER only_append_all BEFORE TRUNCATE ON roadstead_history.contract
    FOR EACH STATEMENT EXECUTE FUNCTION roadstead_history.refuse();

-- What is hashed: the hash before, and every field with its length or a fixed form, so no two entries give one text.
CREATE FUNCTION roadstead_history.canonical(
        seq bigint, at timestamptz, event text, grant_key text, body jsonb, prev bytea) RETURNS text
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog
AS $canonical$
BEGIN
    RETURN concat_ws(chr(10), 'roadstead history 1', seq, (extract(epoch FROM at) * 1000000)::bigint, event,
        octet_length(convert_to(grant_key, 'UTF8')), grant_key, encode(prev, 'hex'), body::text);
END
$canonical$;

CREATE FUNCTION roadstead_history.add(new_event text, new_grant text, told jsonb) RETURNS bigint
    LANGUAGE plpgsql SET search_path = pg_catalog
AS $add$
DECLARE
    before record;
    contract_body text := told ->> 'contractText';
    new_body jsonb;
    new_at timestamptz := clock_timestamp();
    new_seq bigint;
BEGIN
    IF contract_body IS NOT NULL THEN
        INSERT INTO roadstead_history.contract (hash, body) VALUES (told ->> 'contract', contract_body)
            ON CONFLICT DO NOTHING;
    END IF;
    SELECT (told - 'contractText') || jsonb_build_object('mesh', s.mesh_id, 'storeID', s.store_id)
      INTO STRICT new_body FROM roadstead_meta.store s;
    SELECT e.seq, e.hash INTO before FROM roadstead_history.entry e ORDER BY e.seq DESC LIMIT 1;
    new_seq := coalesce(before.seq, 0) + 1;
    INSERT INTO roadstead_history.entry (seq, at, event, grant_key, body, prev, hash)
        SELECT new_seq, new_at, new_event, new_grant, new_body, p.hash, sha256(convert_to(
                roadstead_history.canonical(new_seq, new_at, new_event, new_grant, new_body, p.hash), 'UTF8'))
          FROM (SELECT coalesce(before.hash, ''::bytea) AS hash) p;
    RETURN new_seq;
END
$add$;

-- The one way in. What could not be told in time is told first, marked and with the time when it happened.
CREATE FUNCTION roadstead_history.append(new_event text, new_grant text, told jsonb) RETURNS bigint
    LANGUAGE plpgsql SET search_path = pg_catalog
AS $append$
DECLARE
    missed record;
BEGIN
    FOR missed IN SELECT * FROM roadstead_meta.unrecorded ORDER BY id LOOP
        PERFORM roadstead_history.add(missed.event, missed.grant_key,
            missed.body || jsonb_build_object('late', true, 'happened', to_char(missed.at AT TIME ZONE 'UTC',
                'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')));
        DELETE FROM roadstead_meta.unrecorded WHERE id = missed.id;
    END LOOP;
    RETURN roadstead_history.add(new_event, new_grant, told);
END
$append$;

-- Taking away must never wait for the history. It lies beside the history, so that it works without it.
CREATE TABLE roadstead_meta.unrecorded (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    event text NOT NULL,
    grant_key text NOT NULL,
    body jsonb NOT NULL,
    sqlstate text NOT NULL
);
CREATE FUNCTION roadstead_meta.record_anyway(new_event text, new_grant text, told jsonb) RETURNS bigint
    LANGUAGE plpgsql SET search_path = pg_catalog
AS $record$
BEGIN
    RETURN roadstead_history.append(new_event, new_grant, told);
EXCEPTION WHEN OTHERS THEN
    INSERT INTO roadstead_meta.unrecorded (at, event, grant_key, body, sqlstate)
        VALUES (clock_timestamp(), new_event, new_grant, told, sqlstate);
    RETURN NULL;
END
$record$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA roadstead_history FROM PUBLIC;
REVOKE ALL ON FUNCTION roadstead_meta.record_anyway(text, text, jsonb) FROM PUBLIC;
