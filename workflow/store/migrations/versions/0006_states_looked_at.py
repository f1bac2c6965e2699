"""the states officers looked at"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("access", sa.Column("visit", sa.Integer(), nullable=True))
    op.add_column("access", sa.Column("sequence", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("access", "sequence")
    op.drop_column("access", "visit")
