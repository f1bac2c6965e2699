#!/bin/sh
# Run once by the image of PostgreSQL, when its folder is empty: two databases, the roles, an account for each process.
set -eu

psql -v ON_ERROR_STOP=1 -U postgres -d postgres \
    -v prefect="$PREFECT_PASSWORD" <<'SQL'
CREATE ROLE prefect LOGIN PASSWORD :'prefect';
CREATE DATABASE prefect OWNER prefect ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE prefect FROM PUBLIC;
CREATE DATABASE motcua ENCODING 'UTF8' TEMPLATE template0;
\connect prefect
CREATE EXTENSION IF NOT EXISTS pg_trgm;
SQL

psql -v ON_ERROR_STOP=1 -U postgres -d motcua -f /motcua/roles.sql

psql -v ON_ERROR_STOP=1 -U postgres -d motcua \
    -v admin="$ADMIN_PASSWORD" -v desk="$DESK_PASSWORD" -v worker="$WORKER_PASSWORD" -v report="$REPORT_PASSWORD" <<'SQL'
CREATE ROLE motcua_admin LOGIN PASSWORD :'admin' IN ROLE motcua_owner;
ALTER ROLE motcua_admin SET role = motcua_owner;
CREATE ROLE desk_1 LOGIN PASSWORD :'desk' IN ROLE motcua_desk;
CREATE ROLE worker_1 LOGIN PASSWORD :'worker' IN ROLE motcua_worker;
CREATE ROLE statistics LOGIN PASSWORD :'report' IN ROLE motcua_report;
ALTER ROLE statistics SET statement_timeout = '15min';
SQL
