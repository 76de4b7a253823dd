"""What runs generated code where it can do no harm."""
