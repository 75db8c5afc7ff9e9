"""The reply record, what every reader gives back, and what makes two records the same question.

No reader and no database: a record is the same wherever it comes from and goes to.
"""
