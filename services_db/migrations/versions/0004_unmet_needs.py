"""unmet needs: counted by need, municipality and day."""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'unmet_need',
        sa.Column('topic', sa.String(50), primary_key=True),
        sa.Column('plz', sa.String(5), primary_key=True),
        sa.Column('day', sa.Date(), primary_key=True),
        sa.Column('count', sa.Integer(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table('unmet_need')
