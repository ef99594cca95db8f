"""What the analytical engine refuses."""

from dangol.kernel.errors import Unavailable, Unusable


class QuestionRefused(Unusable):
    """The question is no single SELECT, or cannot be answered as it is."""


class TooLong(Unavailable):
    """The question took more time than it was given."""
