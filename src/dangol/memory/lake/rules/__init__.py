"""Pure rules of the lake: names of files, which of them to join, in which order rows go."""
