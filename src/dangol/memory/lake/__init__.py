"""All history, for ever: plain Parquet files by day, sorted by customer and time.

Owns the files and their list; takes resolved chunks of the log, gives rows back by offset, by
customer and by SQL. A file is never changed, only replaced as a whole under the same offsets.
"""
