"""The open data of the Assemblée nationale and of the Sénat, read into records.

Fetching goes by archive (download/); nothing of another country enters.
"""
