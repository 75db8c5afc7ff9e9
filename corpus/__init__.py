"""What was said: the reply record, one reader per official format, and the store."""
