"""What profiles compute, pure: facts and their fold, the lifecycle and its stages, names."""
