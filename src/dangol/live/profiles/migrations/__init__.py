"""The schema of profiles over time."""
