"""Benchmarks, run by ``dangol bench``: a module with ``run(quick)`` each."""
