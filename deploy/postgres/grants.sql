-- What each role may do with the tables of Motcua. Run by the owner after `motcua tables`, at first and with every new
-- version; safe to repeat. Everything starts from nothing, so that what is left out here is not permitted.
--   psql -v ON_ERROR_STOP=1 -d motcua -f grants.sql

BEGIN;

REVOKE ALL ON ALL TABLES IN SCHEMA public FROM motcua_desk, motcua_worker, motcua_report;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM motcua_desk, motcua_worker, motcua_report;
-- Rights in columns outlive the REVOKE above.
DO $$
DECLARE
    part record;
BEGIN
    FOR part IN
        SELECT DISTINCT grantee, table_name, column_name, privilege_type FROM information_schema.column_privileges
        WHERE table_schema = 'public' AND grantee IN ('motcua_desk', 'motcua_worker', 'motcua_report')
    LOOP
        EXECUTE format('REVOKE %s (%I) ON %I FROM %I', part.privilege_type, part.column_name, part.table_name, part.grantee);
    END LOOP;
END
$$;

-- Both desk and workers carry dossiers on. ------------------------------------------------------------------------

GRANT SELECT ON
    alembic_version, procedure_version, publication, dossier, journal, work, assignment, timer, document, shipment,
    message, series, post, delegation
TO motcua_desk, motcua_worker;

-- Figures are counted with the event that makes them true, and stay.
GRANT SELECT, INSERT ON tally TO motcua_desk, motcua_worker;

-- Only added to: the journal, what a dossier runs by, messages taken in, who looked at what.
GRANT INSERT ON journal, procedure_version, message, access TO motcua_desk, motcua_worker;

-- Of a dossier only its state moves; who applied, when and for what stays as it came.
GRANT INSERT ON dossier TO motcua_desk, motcua_worker;
GRANT UPDATE (
    digest, status, ending, unit, accepted_at, due_at, settled_at, returned_at, ended_at, overdue, sequence, entries, head,
    snapshot
) ON dossier TO motcua_desk, motcua_worker;

-- Of a piece of work neither what is to be done nor the key that keeps it from being done twice.
GRANT INSERT ON work TO motcua_desk, motcua_worker;
GRANT UPDATE (state, run_after, leased_by, attempts, looks, news_at, error, done_at) ON work TO motcua_desk, motcua_worker;

GRANT INSERT, UPDATE ON assignment, document, shipment, series TO motcua_desk, motcua_worker;
GRANT INSERT, UPDATE, DELETE ON timer TO motcua_desk, motcua_worker;
GRANT USAGE ON SEQUENCE work_id_seq, access_id_seq TO motcua_desk, motcua_worker;

-- The desk: officers sign in, change their password, delegate, keep drafts; it shows who looked at what. -----------

GRANT SELECT ON officer, access TO motcua_desk;
GRANT UPDATE (password) ON officer TO motcua_desk;
GRANT SELECT, INSERT, UPDATE, DELETE ON draft, entry TO motcua_desk;
GRANT INSERT, UPDATE (revoked_at) ON delegation TO motcua_desk;
GRANT USAGE ON SEQUENCE delegation_id_seq TO motcua_desk;

-- Workers: names and addresses of officers, never passwords; drafts go when their step closes, unread. --------------

GRANT SELECT (id, name, email, active, language) ON officer TO motcua_worker;
GRANT SELECT (dossier, visit), DELETE ON draft TO motcua_worker;

-- Reports: counts and dates. Nothing that is sealed, nothing to find a person by, no content of the journal. ---------

GRANT SELECT (
    code, procedure, digest, source, channel, parent, parent_visit, status, ending, unit, submitted_at, accepted_at, due_at,
    settled_at, returned_at, ended_at, overdue, sequence, entries
) ON dossier TO motcua_report;
GRANT SELECT (dossier, entry, sequence, at, kind, actor) ON journal TO motcua_report;
GRANT SELECT (
    id, dossier, visit, kind, state, run_after, leased_by, attempts, looks, created_at, done_at
) ON work TO motcua_report;
GRANT SELECT (
    dossier, visit, template, step, series, unit, year, ordinal, number, result, signer, replaces, issued_at, media_type,
    size, pages, signed_at
) ON document TO motcua_report;
GRANT SELECT (id, name, active) ON officer TO motcua_report;
GRANT SELECT ON
    alembic_version, procedure_version, publication, migration, migrated, assignment, timer, shipment, series, post,
    delegation, tally
TO motcua_report;

COMMIT;
