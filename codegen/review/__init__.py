"""How a person accepts what was proven."""
