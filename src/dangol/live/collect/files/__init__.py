"""Files become events: ndjson, csv, xlsx and parquet, plain or gzipped, read as a stream.

Takes a path, a source and a mapping; gives groups of events and of rows that were refused.
"""
