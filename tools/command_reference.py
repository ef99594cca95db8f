"""Write the reference of the command line from the commands themselves."""

import inspect
from collections.abc import Iterator
from typing import Any

import typer

from dangol.config.cli.main import app
from tools.house import ROOT

PAGE = ROOT / "docs" / "reference" / "command-line.md"
MARK = "<!-- Below this line: written by `make reference` from the commands themselves. -->\n"
TOLD_ABOVE = {"data", "json"}


def command_names() -> list[str]:
    """Return every command as it is typed, such as ``dangol sources add``."""
    return [name for name, _ in _commands("dangol", typer.main.get_command(app))]


def with_commands(page: str) -> str:
    """Return the page with what the commands say of themselves."""
    written_by_hand, _, _ = page.partition(MARK)
    commands = _commands("dangol", typer.main.get_command(app))
    return written_by_hand + MARK + "".join(_section(name, command) for name, command in commands)


def _commands(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    if not hasattr(command, "commands"):
        yield name, command
        return
    for part, inner in command.commands.items():
        yield from _commands(f"{name} {part}", inner)


def _section(name: str, command: Any) -> str:
    purpose, _, _ = inspect.cleandoc(command.help).partition("\n\n")
    parameters = [parameter for parameter in command.params if parameter.name != "help"]
    arguments_first = sorted(parameters, key=_is_option)
    usage = " ".join([name, *map(_usage, arguments_first)])
    lines = [f"\n## {name}\n", purpose.replace("\n", " "), f"\n```text\n{usage}\n```\n"]
    told = [parameter for parameter in arguments_first if parameter.name not in TOLD_ABOVE]
    if told:
        lines.append("| | meaning | default |\n|---|---|---|")
        lines += [_row(parameter) for parameter in told]
        lines.append("")
    return "\n".join(lines)


def _is_option(parameter: Any) -> bool:
    return bool(parameter.param_type_name == "option")


def _usage(parameter: Any) -> str:
    text = _flag(parameter)
    if _is_option(parameter) and not parameter.is_flag:
        text += " " + ("|".join(_choices(parameter)) or parameter.name.upper())
    return text if parameter.required else f"[{text}]"


def _flag(parameter: Any) -> str:
    return str(parameter.opts[0] if _is_option(parameter) else parameter.name.upper())


def _choices(parameter: Any) -> list[str]:
    return [str(getattr(c, "value", c)) for c in getattr(parameter.type, "choices", ())]


def _row(parameter: Any) -> str:
    nothing = parameter.required or parameter.default in (None, False, ())
    default = "" if nothing else f"`{parameter.default}`"
    meaning = (parameter.help or "").replace("|", "\\|")
    return f"| `{_flag(parameter)}` | {meaning} | {default} |"


if __name__ == "__main__":
    PAGE.write_text(with_commands(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
