-- Who may enter the database of Motcua. Run once by a superuser, in the database of Motcua; safe to repeat:
--   psql -v ON_ERROR_STOP=1 -d motcua -f roles.sql
-- What each role may do stands in grants.sql, which the owner runs when the tables are there.

DO $$
DECLARE
    role text;
BEGIN
    FOREACH role IN ARRAY ARRAY['motcua_owner', 'motcua_desk', 'motcua_worker', 'motcua_report'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', role);
        END IF;
    END LOOP;
    -- Only the owner makes and changes tables; nobody enters who has no role here.
    EXECUTE format('ALTER DATABASE %I OWNER TO motcua_owner', current_database());
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO motcua_desk, motcua_worker, motcua_report', current_database());
END
$$;

ALTER SCHEMA public OWNER TO motcua_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO motcua_desk, motcua_worker, motcua_report;

-- The roles above own rights and cannot sign in. Accounts are one a process, so that the server's log and
-- pg_stat_activity say who did what; their passwords come from the secret store, for instance:
--   CREATE ROLE motcua_admin    LOGIN PASSWORD '…' IN ROLE motcua_owner;   ALTER ROLE motcua_admin SET role = motcua_owner;
--   CREATE ROLE desk_1          LOGIN PASSWORD '…' IN ROLE motcua_desk;
--   CREATE ROLE worker_1        LOGIN PASSWORD '…' IN ROLE motcua_worker;
--   CREATE ROLE statistics      LOGIN PASSWORD '…' IN ROLE motcua_report;   ALTER ROLE statistics SET statement_timeout = '15min';
-- (What is SET for a role holds for who signs in as it, not for its members.)
