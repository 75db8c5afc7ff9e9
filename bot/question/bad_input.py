"""The error of an input that cannot be used; alone, so that naming it loads nothing else."""


class BadInputError(Exception):
    """What was given cannot be used. The message says what and where."""
