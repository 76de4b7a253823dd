"""Create teachers.

Create students.
Create classes.
Create class_students.
"""

import sqlalchemy as sa
from alembic import op

revision = "dbdf2c31a3e9"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "teachers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("email", sa.String(255), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_teachers"),
        sa.UniqueConstraint("email", name="uq_teachers_email"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_teachers_name", "teachers", ["name"])
    op.create_table(
        "students",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("number", sa.String(6), nullable=False),
        sa.Column("born", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_students"),
        sa.UniqueConstraint("number", name="uq_students_number"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_students_name", "students", ["name"])
    op.create_table(
        "classes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("room", sa.String(20), nullable=True),
        sa.Column("teacher", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_classes"),
        sa.UniqueConstraint("title", name="uq_classes_title"),
        sa.ForeignKeyConstraint(
            ["teacher"], ["teachers.id"], name="fk_classes_teacher_teachers"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_classes_teacher", "classes", ["teacher"])
    op.create_table(
        "class_students",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_class_students"),
        sa.UniqueConstraint(
            "class_id", "student_id", name="uq_class_students_class_id_student_id"
        ),
        sa.ForeignKeyConstraint(
            ["class_id"],
            ["classes.id"],
            name="fk_class_students_class_id_classes",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["students.id"],
            name="fk_class_students_student_id_students",
            ondelete="CASCADE",
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_class_students_class_id", "class_students", ["class_id"])
    op.create_index("ix_class_students_student_id", "class_students", ["student_id"])


def downgrade() -> None:
    op.drop_table("class_students")
    op.drop_table("classes")
    op.drop_table("students")
    op.drop_table("teachers")
