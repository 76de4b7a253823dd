"""A spec in prose whose app calls two other services, and scripted answers of a model to a build of it."""
