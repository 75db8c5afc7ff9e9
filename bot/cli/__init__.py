"""The command `parlebot`: options, exit codes, what is printed.

No logic: every command calls `Parlebot` or a job.
"""
