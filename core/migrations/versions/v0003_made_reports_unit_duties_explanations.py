"""reports that were made, duties done by single units, explanations of units that are behind"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table('made_report',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by', sa.Text(), nullable=False),
    sa.Column('plan_number', sa.String(length=80), nullable=False),
    sa.Column('edition', sa.String(length=20), nullable=False),
    sa.Column('unit_code', sa.String(length=10), nullable=False),
    sa.Column('period', sa.String(length=20), nullable=False),
    sa.Column('known_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('judged_on', sa.Date(), nullable=False),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['edition', 'unit_code'], ['unit.edition', 'unit.code'], name=op.f('fk_made_report_edition_unit')),
    sa.ForeignKeyConstraint(['sha256'], ['stored_file.sha256'], name=op.f('fk_made_report_sha256_stored_file')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_made_report'))
    )
    with op.batch_alter_table('made_report', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_made_report_sha256'), ['sha256'], unique=False)

    op.create_table('obligation_done_unit',
    sa.Column('plan_number', sa.String(length=80), nullable=False),
    sa.Column('obligation', sa.String(length=80), nullable=False),
    sa.Column('done_on', sa.Date(), nullable=False),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('edition', sa.String(length=20), nullable=False),
    sa.Column('unit_code', sa.String(length=10), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('batch_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('row_number', sa.Integer(), nullable=False),
    sa.Column('is_current', sa.Boolean(), nullable=False),
    sa.Column('supersedes_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['batch_id'], ['batch.id'], name=op.f('fk_obligation_done_unit_batch_id_batch')),
    sa.ForeignKeyConstraint(['edition', 'unit_code'], ['unit.edition', 'unit.code'], name='fk_obligation_done_unit_unit'),
    sa.ForeignKeyConstraint(['supersedes_id'], ['obligation_done_unit.id'], name=op.f('fk_obligation_done_unit_supersedes_id_obligation_done_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_obligation_done_unit'))
    )
    with op.batch_alter_table('obligation_done_unit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_obligation_done_unit_batch_id'), ['batch_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_obligation_done_unit_supersedes_id'), ['supersedes_id'], unique=False)
        batch_op.create_index('uq_obligation_done_unit_current', ['edition', 'unit_code', 'plan_number', 'obligation', 'done_on'], unique=True, sqlite_where=sa.text('is_current'), postgresql_where=sa.text('is_current'))

    op.create_table('shortfall_explanation',
    sa.Column('subject', sa.String(length=40), nullable=False),
    sa.Column('plan_number', sa.String(length=80), nullable=False),
    sa.Column('as_of', sa.Date(), nullable=False),
    sa.Column('cause', sa.Text(), nullable=False),
    sa.Column('remedy', sa.Text(), nullable=False),
    sa.Column('remedy_due', sa.Date(), nullable=False),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('edition', sa.String(length=20), nullable=False),
    sa.Column('unit_code', sa.String(length=10), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('batch_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('row_number', sa.Integer(), nullable=False),
    sa.Column('is_current', sa.Boolean(), nullable=False),
    sa.Column('supersedes_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint("subject IN ('giảm nghèo', 'giải ngân', 'nông thôn mới', 'báo cáo')", name=op.f('ck_shortfall_explanation_subject')),
    sa.ForeignKeyConstraint(['batch_id'], ['batch.id'], name=op.f('fk_shortfall_explanation_batch_id_batch')),
    sa.ForeignKeyConstraint(['edition', 'unit_code'], ['unit.edition', 'unit.code'], name='fk_shortfall_explanation_unit'),
    sa.ForeignKeyConstraint(['supersedes_id'], ['shortfall_explanation.id'], name=op.f('fk_shortfall_explanation_supersedes_id_shortfall_explanation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shortfall_explanation'))
    )
    with op.batch_alter_table('shortfall_explanation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_shortfall_explanation_batch_id'), ['batch_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_shortfall_explanation_supersedes_id'), ['supersedes_id'], unique=False)
        batch_op.create_index('uq_shortfall_explanation_current', ['edition', 'unit_code', 'subject', 'plan_number', 'as_of'], unique=True, sqlite_where=sa.text('is_current'), postgresql_where=sa.text('is_current'))
