"""A spec in prose, and scripted answers of a model to everything that a build of it asks."""
