"""The processes that ``dangol up`` supervises, an entry module each.

Takes the data folder and addresses from the environment; gives a process that stops on SIGTERM and
never outlives its supervisor.
"""
