"""Turns a natural-language spec into a tested Flask and Flask-SQLAlchemy application."""

__version__ = "0.1.0"
