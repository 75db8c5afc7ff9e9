"""The reply record, what every reader returns, and how records of one question are matched.

No reader and no database: a record is the same wherever it comes from or goes.
"""
