"""A guest book of HTML pages: its spec, and what a scripted model says of it."""
