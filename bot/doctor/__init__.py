"""What the state of a home is, what the doctor says of it, and how damage is put right.

Options and the printing of what is found are for cli/.
"""
