"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "access",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("dossier", sa.String(), nullable=True),
        sa.Column("officer", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("why", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_access_dossier"), "access", ["dossier"], unique=False)
    op.create_table(
        "message",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("answer", sa.Integer(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("source", "id"),
    )
    op.create_table(
        "officer",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("password", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "procedure_version",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_table(
        "series",
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", "unit", "period"),
    )
    op.create_table(
        "delegation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("from_officer", sa.String(), nullable=False),
        sa.Column("to_officer", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("given_by", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["from_officer"],
            ["officer.id"],
        ),
        sa.ForeignKeyConstraint(
            ["to_officer"],
            ["officer.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_delegation_from_officer"), "delegation", ["from_officer"], unique=False)
    op.create_index(op.f("ix_delegation_to_officer"), "delegation", ["to_officer"], unique=False)
    op.create_table(
        "dossier",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=True),
        sa.Column("parent_visit", sa.Integer(), nullable=True),
        sa.Column("applicant_name", sa.LargeBinary(), nullable=False),
        sa.Column("name_index", sa.String(), nullable=False),
        sa.Column("id_index", sa.String(), nullable=True),
        sa.Column("phone_index", sa.String(), nullable=True),
        sa.Column("duplicate_index", sa.String(), nullable=True),
        sa.Column("subject", sa.LargeBinary(), nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("ending", sa.String(), nullable=True),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("overdue", sa.Boolean(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.Column("snapshot", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["digest"],
            ["procedure_version.digest"],
        ),
        sa.ForeignKeyConstraint(
            ["parent"],
            ["dossier.code"],
        ),
        sa.PrimaryKeyConstraint("code"),
        sa.UniqueConstraint("source", "reference"),
    )
    op.create_index(
        "dossier_due",
        "dossier",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("ending IS NULL"),
        sqlite_where=sa.text("ending IS NULL"),
    )
    op.create_index(
        "dossier_duplicate",
        "dossier",
        ["duplicate_index"],
        unique=False,
        postgresql_where=sa.text("ending IS NULL"),
        sqlite_where=sa.text("ending IS NULL"),
    )
    op.create_index(op.f("ix_dossier_ended_at"), "dossier", ["ended_at"], unique=False)
    op.create_index(op.f("ix_dossier_id_index"), "dossier", ["id_index"], unique=False)
    op.create_index(op.f("ix_dossier_name_index"), "dossier", ["name_index"], unique=False)
    op.create_index(op.f("ix_dossier_phone_index"), "dossier", ["phone_index"], unique=False)
    op.create_index(op.f("ix_dossier_reference"), "dossier", ["reference"], unique=False)
    op.create_index(op.f("ix_dossier_submitted_at"), "dossier", ["submitted_at"], unique=False)
    op.create_table(
        "post",
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["officer"],
            ["officer.id"],
        ),
        sa.PrimaryKeyConstraint("officer", "unit", "role", "since"),
    )
    op.create_table(
        "assignment",
        sa.Column("dossier", sa.String(), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("officer", sa.String(), nullable=True),
        sa.Column("kept_for", sa.String(), nullable=True),
        sa.Column("parked", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["dossier"],
            ["dossier.code"],
        ),
        sa.PrimaryKeyConstraint("dossier", "visit"),
    )
    op.create_index(
        "assignment_officer",
        "assignment",
        ["officer"],
        unique=False,
        postgresql_where=sa.text("closed_at IS NULL"),
        sqlite_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "assignment_open",
        "assignment",
        ["unit", "role"],
        unique=False,
        postgresql_where=sa.text("closed_at IS NULL"),
        sqlite_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "document",
        sa.Column("dossier", sa.String(), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("series", sa.String(), nullable=True),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("ordinal", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("result", sa.Boolean(), nullable=False),
        sa.Column("signer", sa.String(), nullable=True),
        sa.Column("replaces", sa.Integer(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("media_type", sa.String(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["dossier"],
            ["dossier.code"],
        ),
        sa.PrimaryKeyConstraint("dossier", "visit"),
        sa.UniqueConstraint("series", "unit", "year", "ordinal"),
        sa.UniqueConstraint("token"),
    )
    op.create_index(op.f("ix_document_sha256"), "document", ["sha256"], unique=False)
    op.create_table(
        "draft",
        sa.Column("dossier", sa.String(), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("fields", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier"],
            ["dossier.code"],
        ),
        sa.ForeignKeyConstraint(
            ["officer"],
            ["officer.id"],
        ),
        sa.PrimaryKeyConstraint("dossier", "visit", "officer"),
    )
    op.create_table(
        "journal",
        sa.Column("dossier", sa.String(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier"],
            ["dossier.code"],
        ),
        sa.PrimaryKeyConstraint("dossier", "entry"),
    )
    op.create_table(
        "shipment",
        sa.Column("dossier", sa.String(), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("order_key", sa.String(), nullable=False),
        sa.Column("item_code", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier"],
            ["dossier.code"],
        ),
        sa.PrimaryKeyConstraint("dossier", "visit", "attempt"),
        sa.UniqueConstraint("order_key"),
    )
    op.create_index(op.f("ix_shipment_item_code"), "shipment", ["item_code"], unique=False)
    op.create_table(
        "timer",
        sa.Column("dossier", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier"],
            ["dossier.code"],
        ),
        sa.PrimaryKeyConstraint("dossier", "name"),
    )
    op.create_index(op.f("ix_timer_at"), "timer", ["at"], unique=False)
    op.create_table(
        "work",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("dossier", sa.String(), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("lane", sa.String(), nullable=True),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("run_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_by", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("news_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["dossier"],
            ["dossier.code"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index(
        "work_claimable",
        "work",
        ["run_after", "id"],
        unique=False,
        postgresql_where=sa.text("state IN ('ready', 'leased', 'waiting')"),
        sqlite_where=sa.text("state IN ('ready', 'leased', 'waiting')"),
    )
    op.create_index(
        "work_incident",
        "work",
        ["id"],
        unique=False,
        postgresql_where=sa.text("state = 'incident'"),
        sqlite_where=sa.text("state = 'incident'"),
    )
    op.create_index(
        "work_lane",
        "work",
        ["lane", "id"],
        unique=False,
        postgresql_where=sa.text("lane IS NOT NULL AND state IN ('ready', 'leased', 'waiting', 'incident')"),
        sqlite_where=sa.text("lane IS NOT NULL AND state IN ('ready', 'leased', 'waiting', 'incident')"),
    )
    op.create_index("work_of_dossier", "work", ["dossier", "visit"], unique=False)


def downgrade() -> None:
    op.drop_index("work_of_dossier", table_name="work")
    op.drop_index(
        "work_lane",
        table_name="work",
        postgresql_where=sa.text("lane IS NOT NULL AND state IN ('ready', 'leased', 'waiting', 'incident')"),
        sqlite_where=sa.text("lane IS NOT NULL AND state IN ('ready', 'leased', 'waiting', 'incident')"),
    )
    op.drop_index(
        "work_incident",
        table_name="work",
        postgresql_where=sa.text("state = 'incident'"),
        sqlite_where=sa.text("state = 'incident'"),
    )
    op.drop_index(
        "work_claimable",
        table_name="work",
        postgresql_where=sa.text("state IN ('ready', 'leased', 'waiting')"),
        sqlite_where=sa.text("state IN ('ready', 'leased', 'waiting')"),
    )
    op.drop_table("work")
    op.drop_index(op.f("ix_timer_at"), table_name="timer")
    op.drop_table("timer")
    op.drop_index(op.f("ix_shipment_item_code"), table_name="shipment")
    op.drop_table("shipment")
    op.drop_table("journal")
    op.drop_table("draft")
    op.drop_index(op.f("ix_document_sha256"), table_name="document")
    op.drop_table("document")
    op.drop_index(
        "assignment_open",
        table_name="assignment",
        postgresql_where=sa.text("closed_at IS NULL"),
        sqlite_where=sa.text("closed_at IS NULL"),
    )
    op.drop_index(
        "assignment_officer",
        table_name="assignment",
        postgresql_where=sa.text("closed_at IS NULL"),
        sqlite_where=sa.text("closed_at IS NULL"),
    )
    op.drop_table("assignment")
    op.drop_table("post")
    op.drop_index(op.f("ix_dossier_submitted_at"), table_name="dossier")
    op.drop_index(op.f("ix_dossier_reference"), table_name="dossier")
    op.drop_index(op.f("ix_dossier_phone_index"), table_name="dossier")
    op.drop_index(op.f("ix_dossier_name_index"), table_name="dossier")
    op.drop_index(op.f("ix_dossier_id_index"), table_name="dossier")
    op.drop_index(op.f("ix_dossier_ended_at"), table_name="dossier")
    op.drop_index(
        "dossier_duplicate",
        table_name="dossier",
        postgresql_where=sa.text("ending IS NULL"),
        sqlite_where=sa.text("ending IS NULL"),
    )
    op.drop_index(
        "dossier_due",
        table_name="dossier",
        postgresql_where=sa.text("ending IS NULL"),
        sqlite_where=sa.text("ending IS NULL"),
    )
    op.drop_table("dossier")
    op.drop_index(op.f("ix_delegation_to_officer"), table_name="delegation")
    op.drop_index(op.f("ix_delegation_from_officer"), table_name="delegation")
    op.drop_table("delegation")
    op.drop_table("series")
    op.drop_table("procedure_version")
    op.drop_table("officer")
    op.drop_table("message")
    op.drop_index(op.f("ix_access_dossier"), table_name="access")
    op.drop_table("access")
