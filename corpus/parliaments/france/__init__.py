"""The open data of the Assemblée nationale and of the Sénat, read into records.

Archives are downloaded by download/; nothing about another country belongs here.
"""
