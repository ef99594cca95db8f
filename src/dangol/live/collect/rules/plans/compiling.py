"""From a plan's text to a plan that events are held against; the only way in for both."""

from dangol.live.collect.rules.personal.masking import HashKeys
from dangol.live.collect.rules.plans.document import parse_plan
from dangol.live.collect.rules.plans.obeying import Plan


def check_plan(text: str) -> None:
    """Refuse a text that is no usable tracking plan.

    Raises:
        PlanInvalid: it has faults; ``fields`` names each by its path.
    """
    parse_plan(text)


def compile_plan(text: str, keys: HashKeys, version: int = 0) -> Plan:
    """Return the plan of a text, ready for events.

    Args:
        text: YAML.
        keys: to hash by.
        version: of the document.

    Raises:
        PlanInvalid: it has faults.
    """
    return Plan(parse_plan(text), keys, version)
