-- Recommended: what PostgreSQL allows to everybody (PUBLIC), taken back. Only a DBA can do this, and the operator works
-- without it; its StoreClass then reports what is still open, with the statement that closes it.
--
--   psql -d mesh -v ON_ERROR_STOP=1 -v database=mesh -v operator=roadstead -v other_databases=keep -f hardening.sql
--
-- Run after minimum-rights.sql, as a superuser. On a server that others use too, see first who relies on these rights.
-- Running it again changes nothing.

-- Everybody may connect to every database and make temporary tables there. Connecting is the operator's to grant. With
-- TEMPORARY a consumer could make functions in pg_temp, and a function called in a query sees rows that a view without
-- security_barrier filters out only afterwards.
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;

-- A schema all logins share is where one leaves a trap for another. (CREATE is open to all in databases that were made
-- before PostgreSQL 15, USAGE in all.)
REVOKE ALL ON SCHEMA public FROM PUBLIC;

-- Without USAGE on a language nobody writes functions or runs DO blocks. This covers the languages that need no
-- superuser, sql and plpgsql as a rule; functions that exist already go on working.
SELECT format('REVOKE USAGE ON LANGUAGE %I FROM PUBLIC', lanname) FROM pg_catalog.pg_language WHERE lanpltrusted
\gexec

-- The operator makes one function, the check that stands in every grant's view whether the lease still runs.
GRANT USAGE ON LANGUAGE plpgsql TO :"operator";

-- A reader who may store large objects can fill the disk, and a login that owns one can't be dropped.
SELECT format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', oid::pg_catalog.regprocedure)
FROM pg_catalog.pg_proc
WHERE pronamespace = 'pg_catalog'::pg_catalog.regnamespace AND proname IN ('lo_creat', 'lo_create', 'lo_from_bytea')
\gexec

-- The whole server: with other_databases=revoke nobody reaches the other databases by PUBLIC's right, so a consumer's
-- login works in this database only. Who connects to those databases must then have been granted CONNECT by name.
SELECT format('REVOKE CONNECT, TEMPORARY ON DATABASE %I FROM PUBLIC', datname)
FROM pg_catalog.pg_database
WHERE :'other_databases' = 'revoke' AND datallowconn AND datname <> pg_catalog.current_database()
\gexec

-- A prepared transaction keeps its locks when its session is ended. This is 0 as installed; keep it:
--   ALTER SYSTEM SET max_prepared_transactions = 0;  -- takes effect at the next start
