"""``vesselviewer completion``: a script that teaches a shell the verbs and options."""

from __future__ import annotations

import argparse
import sys

_BASH = """\
_vesselviewer() {{
    local current="${{COMP_WORDS[COMP_CWORD]}}" path="" word words=""
    for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
        [[ $word == -* ]] || path="${{path:+$path }}$word"
    done
    case "$path" in
{cases}
    esac
    COMPREPLY=($(compgen -W "$words" -- "$current"))
}}
complete -o default -F _vesselviewer vesselviewer
"""
_ZSH = "autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n"


def add_parser(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser(
        "completion",
        help="print a completion script for your shell",
        epilog='example: eval "$(vesselviewer completion bash)"',
    )
    parser.add_argument("shell", choices=("bash", "zsh", "fish"))
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Print the script."""
    from vesselviewer.cli import build_parser

    words = _words(build_parser(), ())
    script = _fish(words) if args.shell == "fish" else _bash(words)
    sys.stdout.write(_ZSH + script if args.shell == "zsh" else script)
    return 0


def _words(parser: argparse.ArgumentParser, path: tuple[str, ...]) -> dict[tuple[str, ...], list[str]]:
    """Return what may follow each verb: the names below it, and its long options."""
    found: dict[tuple[str, ...], list[str]] = {path: []}
    for action in parser._actions:  # noqa: SLF001 - argparse has no public way to list them
        found[path] += [option for option in action.option_strings if option.startswith("--")]
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - nor to tell the verbs
            for name, below in action.choices.items():
                found[path].append(name)
                found |= _words(below, (*path, name))
        elif action.choices is not None and not action.option_strings:
            found[path] += map(str, action.choices)
    return found


def _bash(words: dict[tuple[str, ...], list[str]]) -> str:
    # The longest first: whatever comes after `feed listen` is still within it.
    paths = sorted(words, key=len, reverse=True)
    patterns = {path: f'"{" ".join(path)}"*' if path else "*" for path in paths}
    cases = [f'        {patterns[path]}) words="{" ".join(words[path])}" ;;' for path in paths]
    return _BASH.format(cases="\n".join(cases))


def _fish(words: dict[tuple[str, ...], list[str]]) -> str:
    lines = []
    for path, following in words.items():
        seen = (
            "; and ".join(f"__fish_seen_subcommand_from {name}" for name in path) or "__fish_use_subcommand"
        )
        for word in following:
            what = f"-l {word[2:]}" if word.startswith("--") else f"-f -a {word}"
            lines.append(f"complete -c vesselviewer -n '{seen}' {what}")
    return "\n".join(lines) + "\n"
