"""The static rules, one a file. A file that defines a Rule is found by itself: see ``codegen.checks.base``."""
