"""The command `parlebot`: options, exit codes, what is printed.

No logic: every command calls a job or the pipeline.
"""
