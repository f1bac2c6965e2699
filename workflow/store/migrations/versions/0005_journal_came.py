"""an index of the days dossiers came in, for reports"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    first = sa.text("entry = 1")
    op.create_index("journal_came", "journal", ["at"], postgresql_where=first, sqlite_where=first)


def downgrade() -> None:
    op.drop_index("journal_came", table_name="journal")
