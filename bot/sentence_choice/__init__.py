"""Which sentences of the found replies to show: the form of each, its context, and the plan.

How likely each reply is to answer comes from relevance; what is told is decided in pipeline/.
"""
