"""Whoever answers a call to a model."""
