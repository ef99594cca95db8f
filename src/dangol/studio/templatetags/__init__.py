"""Template tags of the Studio; load them by ``{% load studio %}``."""
