-- What the operator needs in a PostgreSQL database, and all it needs. Run by a DBA (a superuser, or who owns the
-- database and may create roles), once for each database of a StoreClass. Running it again changes nothing.
--
--   psql -d mesh -v ON_ERROR_STOP=1 -v database=mesh -v operator=roadstead -f minimum-rights.sql
--   psql -d mesh -c '\password roadstead'
--
-- Without psql: put the names in place of :"database", :"operator" and :'operator', run the statement in quotes by
-- hand in place of the line that ends with \gexec, and set the password with your own tool.
-- The password is not in this file on purpose: \password sends only its SCRAM verifier, so it reaches no server log.

-- A login that is no superuser and can't create databases. CREATEROLE, because every consumer gets a login of its own;
-- from PostgreSQL 16 on it reaches only the roles it has made itself. On 15 it reaches every role that is no superuser:
-- there, give the operator a server of its own.
SELECT format('CREATE ROLE %I LOGIN CREATEROLE NOSUPERUSER NOCREATEDB NOREPLICATION NOBYPASSRLS', :'operator')
WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = :'operator')
\gexec

-- CONNECT for itself, and WITH GRANT OPTION so that it can hand CONNECT to the logins it makes and take it back.
GRANT CONNECT ON DATABASE :"database" TO :"operator" WITH GRANT OPTION;

-- CREATE on the database means: may make schemas. It makes one per store, port version and grant, and its own three.
-- It needs no right on schemas that exist already, and does not own the database.
GRANT CREATE ON DATABASE :"database" TO :"operator";
