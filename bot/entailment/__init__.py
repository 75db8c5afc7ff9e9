"""Whether a sentence follows from its quotes: figures, dates, names, sense.

No model is called here; a check can only remove a sentence.
"""
