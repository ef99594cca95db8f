"""Analytical SQL over files and tables, by DuckDB, behind one small door.

Takes files, tables and one question; gives rows. What asks has no way to any other file, nor to the
network, nor can it write.
"""

from dangol.engines.analysis.analysis import Analysis, Answer, Column
from dangol.engines.analysis.failures import QuestionRefused, TooLong

__all__ = ["Analysis", "Answer", "Column", "QuestionRefused", "TooLong"]
