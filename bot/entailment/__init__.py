"""Whether a reading aid may be shown under its quote: its form, addresses, figures, dates, names.

The checks read words and can only take an aid away; none of them proves that it is true.
"""
