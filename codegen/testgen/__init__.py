"""Contract -> Scenarios -> pytest modules, by somebody who never sees the code."""
