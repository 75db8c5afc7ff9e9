"""The command `parlebot`: options, exit codes, output.

No logic: every command calls `Parlebot` or a job.
"""
