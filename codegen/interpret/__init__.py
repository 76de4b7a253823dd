"""Spec -> Contract. ``builtin`` does it without a model, from one table of sentence patterns."""
