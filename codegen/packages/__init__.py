"""Packages from the index for emitted apps: resolved once, locked by hash, kept in the project's cache."""
