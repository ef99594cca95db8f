"""A house of three brands with simulated customers, who speak to Dangol only over HTTP.

Takes a running server and write keys; gives events in real SDKs' shapes. Imports the kernel alone.
"""
