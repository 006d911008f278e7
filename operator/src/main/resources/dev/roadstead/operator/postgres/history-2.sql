-- The history, layout 2: what is older than the retention goes. Run after layout 1, in a new store and in one that has a
-- history already.
CREATE INDEX entry_pruned ON roadstead_history.entry (seq) WHERE event = 'Pruned';

-- Rows go only where the newest entry says so, and only in the transaction that wrote it: whoever may run a DELETE leaves that
-- entry in the chain, and what stays is exactly what it names.
CREATE FUNCTION roadstead_history.pruned_now() RETURNS jsonb
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog
AS $pruned_now$
DECLARE
    newest record;
BEGIN
    SELECT e.event, e.body, e.xmin AS written INTO newest FROM roadstead_history.entry e ORDER BY e.seq DESC LIMIT 1;
    IF newest.event IS DISTINCT FROM 'Pruned' OR newest.written <> pg_current_xact_id()::xid THEN
        RAISE insufficient_privilege USING MESSAGE = 'the history is append-only';
    END IF;
    RETURN newest.body;
END
$pruned_now$;

-- Which entries up to a number are there, in one hash; Pruned.java makes the same text.
CREATE FUNCTION roadstead_history.kept(through bigint) RETURNS text
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog
AS $kept$
BEGIN
    RETURN encode(sha256(convert_to(coalesce((
        SELECT string_agg(e.seq || ' ' || encode(e.hash, 'hex'), chr(10) ORDER BY e.seq)
          FROM roadstead_history.entry e WHERE e.seq <= through), ''), 'UTF8')), 'hex');
END
$kept$;

CREATE FUNCTION roadstead_history.entries_gone() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog
AS $entries_gone$
DECLARE
    told jsonb;
BEGIN
    IF EXISTS (SELECT FROM gone) THEN
        told := roadstead_history.pruned_now();
        IF EXISTS (SELECT FROM gone g WHERE g.seq > (told ->> 'through')::bigint)
                OR roadstead_history.kept((told ->> 'through')::bigint) IS DISTINCT FROM told ->> 'keptHash' THEN
            RAISE insufficient_privilege USING MESSAGE = 'the history is append-only: entry Pruned names other entries';
        END IF;
    END IF;
    RETURN NULL;
END
$entries_gone$;

CREATE FUNCTION roadstead_history.texts_gone() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog
AS $texts_gone$
BEGIN
    IF EXISTS (SELECT FROM gone) THEN
        PERFORM roadstead_history.pruned_now();
        IF EXISTS (SELECT FROM gone g JOIN roadstead_history.entry e ON e.body ->> 'contract' = g.hash) THEN
            RAISE insufficient_privilege USING MESSAGE = 'the history is append-only: an entry names this contract';
        END IF;
    END IF;
    RETURN NULL;
END
$texts_gone$;

DROP TRIGGER only_append ON roadstead_history.entry;
DROP TRIGGER only_append ON roadstead_history.contract;
CREATE TRIGGER only_append BEFORE UPDATE ON roadstead_history.entry
    FOR EACH ROW EXECUTE FUNCTION roadstead_history.refuse();
CREATE TRIGGER only_append BEFORE UPDATE ON roadstead_history.contract
    FOR EACH ROW EXECUTE FUNCTION roadstead_history.refuse();
CREATE TRIGGER only_pruned AFTER DELETE ON roadstead_history.entry REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION roadstead_history.entries_gone();
CREATE TRIGGER only_pruned AFTER DELETE ON roadstead_history.contract REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION roadstead_history.texts_gone();

-- The first entry up to "through" that is not what was written; NULL if all are. "latest" is the pruning before.
CREATE FUNCTION roadstead_history.first_altered(
        latest_through bigint, latest_hash bytea, latest_kept text, through bigint) RETURNS bigint
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog
AS $first_altered$
DECLARE
    altered bigint;
BEGIN
    SELECT min(c.seq) INTO altered
      FROM (SELECT e.*, lag(e.seq, 1, latest_through) OVER w AS seq_before, lag(e.hash, 1, latest_hash) OVER w AS hash_before
              FROM roadstead_history.entry e WHERE e.seq > latest_through AND e.seq <= through
            WINDOW w AS (ORDER BY e.seq)) c
     WHERE c.seq <> c.seq_before + 1 OR c.prev <> c.hash_before OR c.hash <> sha256(convert_to(
            roadstead_history.canonical(c.seq, c.at, c.event, c.grant_key, c.body, c.prev), 'UTF8'));
    IF altered IS NULL AND through > latest_through
            AND NOT EXISTS (SELECT FROM roadstead_history.entry e WHERE e.seq = through) THEN
        altered := through;
    END IF;
    IF latest_through > 0 THEN
        SELECT least(altered, min(e.seq)) INTO altered
          FROM roadstead_history.entry e
         WHERE e.seq <= latest_through AND e.hash <> sha256(convert_to(
                roadstead_history.canonical(e.seq, e.at, e.event, e.grant_key, e.body, e.prev), 'UTF8'));
        IF roadstead_history.kept(latest_through) IS DISTINCT FROM latest_kept THEN
            altered := least(altered, latest_through);
        END IF;
    END IF;
    RETURN altered;
END
$first_altered$;

-- Which entries up to "through", all of them older than "older", an answer about "older" or later still needs.
CREATE FUNCTION roadstead_history.needed(through bigint, older timestamptz) RETURNS SETOF bigint
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog
AS $needed$
BEGIN
    RETURN QUERY
    WITH past AS (
        SELECT e.seq, e.event, e.grant_key, e.body FROM roadstead_history.entry e WHERE e.seq <= through
    ), span AS (
        -- As StoreHistory.spans and Sightings: until the next entry of the grant, or the end of its lease.
        SELECT o.seq, o.grant_key, o.event <> 'Closed' AND coalesce(
                   least(n.happened, (o.body ->> 'until')::timestamptz), 'infinity') > older AS lasts
          FROM past o LEFT JOIN LATERAL (
                   SELECT coalesce((e.body ->> 'happened')::timestamptz, e.at) AS happened
                     FROM roadstead_history.entry e
                    WHERE e.grant_key = o.grant_key AND e.seq > o.seq AND e.event IN ('Opened', 'Changed', 'Closed')
                    ORDER BY e.seq LIMIT 1) n ON true
         WHERE o.event IN ('Opened', 'Changed', 'Closed')
    )
    -- Of a grant everything from the first entry on that lasts, so that each is followed by what followed it.
    SELECT s.seq FROM span s
      JOIN (SELECT grant_key, min(seq) AS first FROM span WHERE lasts GROUP BY grant_key) f USING (grant_key)
     WHERE s.seq >= f.first
    UNION ALL
    -- What a port showed last, as long as there is the store with its tables: the next grant names its text without bringing
    -- it, and the store's writers read its tables whether the port is still there or not.
    SELECT max(o.seq) FROM past o
     WHERE o.event = 'Published' AND EXISTS (SELECT FROM roadstead_meta.ledger l
            WHERE l.kind = 'SCHEMA' AND l.part = 'DATA' AND l.domain = o.body ->> 'domain'
              AND l.object = (o.body ->> 'product') || '/' || (o.body ->> 'store'))
     GROUP BY o.grant_key
    UNION ALL
    -- A gap that is still open, or was when "older" came.
    SELECT o.seq FROM past o
     WHERE o.event = 'WatchLost'
       AND o.seq = (SELECT max(w.seq) FROM past w WHERE w.event IN ('WatchLost', 'WatchResumed'))
    UNION ALL
    -- A right that nobody decided and nobody is known to have taken away, as it was told last.
    SELECT d.seq FROM (SELECT DISTINCT ON (o.body ->> 'kind', o.body ->> 'object', o.body ->> 'found') o.seq, o.event
                         FROM past o WHERE o.event IN ('DriftFound', 'DriftRepaired')
                        ORDER BY o.body ->> 'kind', o.body ->> 'object', o.body ->> 'found', o.seq DESC) d
     WHERE d.event = 'DriftFound';
END
$needed$;

-- Removes what no answer about "older" or later needs, at most once in "pause". Does nothing to a history that was altered:
-- what shows it would go. Nothing younger than 30 days goes, whoever asks.
CREATE FUNCTION roadstead_history.prune(older timestamptz, pause interval, most integer) RETURNS bigint
    LANGUAGE plpgsql SET search_path = pg_catalog
AS $prune$
DECLARE
    latest record;
    latest_through bigint;
    through bigint;
    cut bigint;
    altered bigint;
    anchor bytea;
    stays bigint[];
    removed bigint;
    told jsonb;
BEGIN
    IF older > clock_timestamp() - interval '720 hours' THEN
        RAISE invalid_parameter_value USING MESSAGE = 'the history is kept for at least 30 days';
    END IF;
    SELECT e.at, e.body INTO latest FROM roadstead_history.entry e
     WHERE e.event = 'Pruned' ORDER BY e.seq DESC LIMIT 1;
    IF latest.at > clock_timestamp() - pause AND NOT (latest.body ->> 'more')::boolean THEN
        RETURN 0;
    END IF;
    latest_through := coalesce((latest.body ->> 'through')::bigint, 0);
    anchor := decode(coalesce(latest.body ->> 'hash', ''), 'hex');
    older := greatest(older, (latest.body ->> 'before')::timestamptz);

    SELECT e.seq - 1 INTO through FROM roadstead_history.entry e
     WHERE e.seq > latest_through AND e.at >= older ORDER BY e.seq LIMIT 1;
    IF NOT FOUND THEN
        SELECT coalesce(max(e.seq), 0) INTO through FROM roadstead_history.entry e;
    END IF;
    SELECT e.seq INTO cut FROM roadstead_history.entry e
     WHERE e.seq > latest_through AND e.seq < through ORDER BY e.seq OFFSET most - 1 LIMIT 1;
    through := coalesce(cut, through);

    altered := roadstead_history.first_altered(latest_through, anchor, latest.body ->> 'keptHash', through);
    IF altered IS NOT NULL THEN
        RAISE data_corrupted USING MESSAGE = 'entry ' || altered || ' of the history is not what was written';
    END IF;
    stays := ARRAY(SELECT n FROM roadstead_history.needed(through, older) n ORDER BY n);
    SELECT count(*) - cardinality(stays) INTO removed FROM roadstead_history.entry e WHERE e.seq <= through;
    IF removed = 0 AND cut IS NULL THEN
        RETURN 0;
    END IF;

    anchor := coalesce((SELECT e.hash FROM roadstead_history.entry e WHERE e.seq = through), anchor);
    SELECT jsonb_build_object('through', through, 'hash', encode(anchor, 'hex'), 'removed', removed, 'more', cut IS NOT NULL,
            'before', to_char(older AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
            'kept', count(*), 'keptHash', encode(sha256(convert_to(coalesce(
                string_agg(e.seq || ' ' || encode(e.hash, 'hex'), chr(10) ORDER BY e.seq), ''), 'UTF8')), 'hex'))
      INTO told FROM roadstead_history.entry e JOIN unnest(stays) s ON s = e.seq;
    PERFORM roadstead_history.append('Pruned', '', told);
    DELETE FROM roadstead_history.entry e
     WHERE e.seq <= through AND NOT EXISTS (SELECT FROM unnest(stays) s WHERE s = e.seq);
    DELETE FROM roadstead_history.contract c
     WHERE NOT EXISTS (SELECT FROM roadstead_history.entry e WHERE e.body ->> 'contract' = c.hash);
    RETURN removed;
END
$prune$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA roadstead_history FROM PUBLIC;
