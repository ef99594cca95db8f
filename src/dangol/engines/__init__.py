"""The engines that rooms stand on: the operational database, SQLite or PostgreSQL.

Owns connections, transactions and the reading of named queries; knows no room and no table.
"""
