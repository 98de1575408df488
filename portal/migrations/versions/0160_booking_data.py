"""Where and under which Kassenzeichen each item of a payment is booked, fixed when it begins.

The policies of `payment_item` cover the new columns.
"""

import sqlalchemy as sa
from alembic import op

revision = "0160"
down_revision = "0166"
branch_labels = None
depends_on = None

ROLE = "portal_app"
TABLE = "payment_item"


def upgrade() -> None:
    op.execute("CREATE SEQUENCE kassenzeichen_number MAXVALUE 999999999999999999 NO CYCLE")
    op.execute(f"GRANT USAGE ON SEQUENCE kassenzeichen_number TO {ROLE}")
    op.add_column(
        TABLE, sa.Column("booking_account", sa.String(40), nullable=False, server_default="")
    )
    op.alter_column(TABLE, "booking_account", server_default=None)
    op.add_column(TABLE, sa.Column("kassenzeichen", sa.String(25)))
    op.create_unique_constraint("payment_item_kassenzeichen_key", TABLE, ["kassenzeichen"])
    _keep_as_it_was()


def _keep_as_it_was() -> None:
    op.execute(
        """CREATE FUNCTION keep_booking_data() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF (OLD.booking_account, OLD.kassenzeichen)
             IS DISTINCT FROM (NEW.booking_account, NEW.kassenzeichen) THEN
            RAISE EXCEPTION 'booking data of a payment does not change';
          END IF;
          RETURN NEW;
        END $$"""
    )
    op.execute(
        f"CREATE TRIGGER keep_booking_data BEFORE UPDATE ON {TABLE}"
        " FOR EACH ROW EXECUTE FUNCTION keep_booking_data()"
    )


def downgrade() -> None:
    raise NotImplementedError("Migrations go forward only; restore a backup instead.")
