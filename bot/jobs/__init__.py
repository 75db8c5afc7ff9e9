"""What a command does to a home: index, update, remove, export, examine, repair.

Options and consoles are for cli/.
"""
