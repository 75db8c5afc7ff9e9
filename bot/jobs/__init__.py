"""The work that commands do on a home: index, update, remove, export, examine, repair.

Options and progress bars belong to cli/.
"""
