"""The extensions, made here and bound to the app in create_app()."""

from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from pwdlib import PasswordHash
from sqlalchemy import MetaData

# Every constraint has a name, so that a migration can change it.
NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

db = SQLAlchemy(
    metadata=MetaData(naming_convention=NAMING_CONVENTION),
    # What was written can be answered, whoever has changed or deleted it since.
    session_options={"expire_on_commit": False},
)
migrate = Migrate()
password_hash = PasswordHash.recommended()
