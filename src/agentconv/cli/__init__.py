"""The command line. Commands are imported when they are run; starting loads click and nothing else."""

from __future__ import annotations

import os
import sys
from functools import partial
from importlib import import_module

import click

from agentconv.about import __version__

COMMANDS = {
    "export": "Convert agents to other formats.",
    "check": "Find what is wrong with agents, and repair what is safe.",
    "list": "List what a collection or a bundle holds.",
    "show": "Print the neutral model of an agent.",
    "diff": "Say what differs between two versions of an agent.",
    "merge": "Merge versions of an agent.",
    "init": "Write a manifest for the agents of a folder.",
    "build": "Build the bundle that agentconv.toml describes.",
    "verify": "Check a bundle.",
    "install": "Put a bundle's files into a project, or take them out.",
    "prove": "Ask the vendors' own clients what they make of agents.",
    "formats": "List the formats, or what each field becomes in one.",
    "schema": "Print a JSON Schema.",
    "lsp": "Serve an editor: findings as one types, and the safe repairs.",
    "new-plugin": "Write a package that adds a format, ready to install.",
}
"""Command -> its line in the help."""

OTHER_WORDS = {
    "bundle": "build",
    "compare": "diff",
    "convert": "export",
    "explain": "check --explain",
    "fix": "check --fix",
    "help": "--help",
    "inspect": "show",
    "lint": "check",
    "language-server": "lsp",
    "ls": "list",
    "pack": "build",
    "targets": "formats",
    "uninstall": "install --uninstall",
    "validate": "check",
    "version": "--version",
}
"""What people call a command, or type in place of one -> what does it."""

WITHOUT_QUIET = frozenset({"show", "diff", "formats", "schema", "lsp", "new-plugin", "list"})
"""The commands that print nothing but what was asked for."""

WITHOUT_FORMATS = frozenset({"verify", "new-plugin"})
"""The commands that ask for no format."""

EXIT_FOUND, EXIT_USAGE, EXIT_BUG, EXIT_INTERRUPTED = 1, 2, 3, 130


def _without_plugins(_: click.Context, __: click.Parameter, chosen: bool) -> None:
    if chosen:
        os.environ["AGENTCONV_PLUGINS"] = ""  # so that the processes of --jobs load none either


NO_PLUGINS = click.Option(
    ["--no-plugins"],
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_without_plugins,
    help="Load no third party's formats.",
)


class Commands(click.Group):
    """A group that imports a command's module when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*COMMANDS]  # `list` is a module of this package once its command was asked for

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = import_module(f"agentconv.cli.{name.replace('-', '_')}").command
        command.epilog = import_module("agentconv.cli.examples").epilog(name)
        options = import_module("agentconv.cli.options")
        grouped = import_module("agentconv.cli.grouping").write_options
        command.format_options = partial(grouped, command)  # type: ignore[method-assign]
        if name not in WITHOUT_QUIET and options.QUIET not in command.params:
            command.params.append(options.QUIET)
        if name not in WITHOUT_FORMATS and NO_PLUGINS not in command.params:
            command.params.append(NO_PLUGINS)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            import difflib

            word = args[0].casefold()
            near = difflib.get_close_matches(word, [*COMMANDS, *OTHER_WORDS], 1)
            near = [OTHER_WORDS.get(found, found) for found in near]
            hint = f", did you mean {near[0]!r}?" if near else f"; there are {', '.join(COMMANDS)}"
            ctx.fail(f"no such command {args[0]!r}{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([*COMMANDS.items()])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, package_name="agentconv-core", prog_name="agentconv")
@click.option("--debug", is_flag=True, help="Show the traceback of a bug.")
def group(debug: bool) -> None:
    """Convert AI agent definitions between formats, and say what each conversion loses."""


group.params.insert(-1, NO_PLUGINS)


def main() -> None:
    """Run the command line and exit: 0 done, 1 findings or bad input, 2 usage, 3 a bug."""
    import gc

    from agentconv.errors import PluginFailed, UsageError

    gc.set_threshold(100_000, 50, 50)  # a run makes many small values that live to its end
    try:
        group.main(standalone_mode=False)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.ClickException as problem:
        from io import StringIO

        from agentconv.cli.printing import safe

        text = StringIO()
        problem.show(text)
        click.echo("\n".join(map(safe, text.getvalue().split("\n"))), nl=False, err=True)
        sys.exit(EXIT_USAGE)
    except UsageError as problem:
        from agentconv.cli.printing import safe

        click.echo(f"agentconv: {safe(str(problem))}", err=True)
        sys.exit(EXIT_USAGE)
    except PluginFailed as problem:
        _report_plugin(problem)
        sys.exit(EXIT_FOUND)
    except (click.Abort, KeyboardInterrupt):
        click.echo("agentconv: interrupted; nothing was left half-written", err=True)
        sys.exit(EXIT_INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(EXIT_FOUND)
    except Exception as bug:
        _report_bug(bug)
        sys.exit(EXIT_BUG)


def _report_plugin(problem: Exception) -> None:
    """Say that a plugin which was asked for cannot be used, in the form that the command prints."""
    from agentconv.cli import findings, printing
    from agentconv.diagnostics import Report, Severity

    report = Report()
    hint = "update it or tell its author; other formats are not concerned"
    report.add("plugin-failed", str(problem), severity=Severity.ERROR, hint=hint)
    if "--json" in sys.argv:
        printing.out_json(printing.machine(False, report.diagnostics))
    else:
        findings.diagnostics(report.diagnostics, verbose=True)


def _report_bug(bug: Exception) -> None:
    if "--debug" in sys.argv:
        import traceback

        traceback.print_exc()
    what = f"{type(bug).__name__}: {bug}".encode("unicode_escape").decode()
    click.echo(f"agentconv: this is a bug: {what}", err=True)
    click.echo("please report it with the output of the same command with --debug", err=True)
