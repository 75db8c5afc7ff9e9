"""The work behind the commands on a home: index, update, remove, export, show, sources.

Options and progress bars belong in cli/.
"""
