"""The one command, `wisselwerk`. It only reads arguments and prints; the work is done by the apps."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Literal

import click

from wisselwerk import __version__
from wisselwerk.languages import LANGUAGES, Lang

EXISTING_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
EXISTING_PATH = click.Path(exists=True, path_type=Path)


def start_django() -> None:
    """Load the settings and the apps. Commands of the pure cores never call this, so they need no database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wisselwerk.settings")
    import django

    django.setup()


def require_database() -> None:
    """Stop with one clear line when the database was never set up or is of an older version."""
    start_django()
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
    except DatabaseError as error:
        raise click.ClickException(f"the database does not answer: {error}") from error
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise click.ClickException("the database is not up to date: run `wisselwerk setup`")


def call_django(command: str, *arguments: Any, **options: Any) -> None:
    """Run a management command of Django."""
    start_django()
    from django.core.management import call_command

    call_command(command, *arguments, **options)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="wisselwerk")
def main() -> None:
    """From a question in a partner municipality to the right colleague."""


@main.command()
@click.option("--profiles", type=EXISTING_FILE, required=True, help="JSON Lines: one profile a line.")
@click.option("--needs", type=EXISTING_FILE, required=True, help="JSON Lines: one need a line.")
@click.option("--top", type=click.IntRange(min=1), default=20, show_default=True, help="Results per need.")
@click.option("--format", "form", type=click.Choice(["jsonl", "trec", "table"]), default="jsonl", show_default=True)
def rank(profiles: Path, needs: Path, top: int, form: Literal["jsonl", "trec", "table"]) -> None:
    """Rank profiles for each need, with reasons. Needs no database.

    Faulty input is reported as FILE:LINE: REASON on standard error, with exit status 2 and no results.
    """
    from wisselwerk.matching.files import rank_files

    sys.exit(rank_files(profiles, needs, top=top, format=form, out=sys.stdout, err=sys.stderr))


@main.group()
def thesaurus() -> None:
    """The municipal themes: check, show, export, import. Needs no database."""


EXTRA_THEMES = click.argument("paths", nargs=-1, type=EXISTING_PATH)


@thesaurus.command("check")
@EXTRA_THEMES
def thesaurus_check(paths: tuple[Path, ...]) -> None:
    """Report faults and colliding labels, with file and line, in the built-in themes and those in PATHS."""
    from wisselwerk.thesaurus import commands

    sys.exit(commands.check(sys.stdout, sys.stderr, paths))


@thesaurus.command("export")
@click.option("--format", "form", type=click.Choice(["turtle", "json-ld"]), default="turtle", show_default=True)
@EXTRA_THEMES
def thesaurus_export(form: Literal["turtle", "json-ld"], paths: tuple[Path, ...]) -> None:
    """Write all themes as SKOS to standard output."""
    from wisselwerk.thesaurus import commands

    sys.exit(commands.export(sys.stdout, sys.stderr, form, paths))


@thesaurus.command("import")
@click.argument("files", nargs=-1, required=True, type=EXISTING_FILE)
@click.option("--domain", required=True, help="Id of the new top theme, and name of the YAML file.")
@click.option("--into", type=click.Path(file_okay=False, path_type=Path), required=True, help="Folder for the file.")
def thesaurus_import(files: tuple[Path, ...], domain: str, into: Path) -> None:
    """Turn SKOS files (RDF/XML, Turtle, JSON-LD) into a YAML file of themes for `thesaurus_dir`."""
    from wisselwerk.thesaurus import commands

    sys.exit(commands.import_skos(sys.stdout, sys.stderr, files, into / f"{domain}.yaml", domain=domain))


@thesaurus.command("tree")
@click.option("--lang", type=click.Choice(LANGUAGES), default="nl", show_default=True)
def thesaurus_tree(lang: Lang) -> None:
    """Show the hierarchy."""
    from wisselwerk.thesaurus import commands

    sys.exit(commands.tree(sys.stdout, sys.stderr, lang))


@thesaurus.command("stats")
def thesaurus_stats() -> None:
    """Count themes and labels per domain and language."""
    from wisselwerk.thesaurus import commands

    sys.exit(commands.stats(sys.stdout, sys.stderr))


@main.command()
def setup() -> None:
    """Create or upgrade the database and fill the reference data. Run it at installation and after each upgrade."""
    call_django("migrate", verbosity=0)
    from wisselwerk.organisations.actions import load_reference_data

    load_reference_data()
    click.echo("The database is ready.")


@main.command("create-administrator")
@click.argument("email")
@click.password_option()
def create_administrator(email: str, password: str) -> None:
    """Make the first account, with the role of functional administrator at the agency."""
    require_database()
    from django.conf import settings

    from wisselwerk.accounts.actions import create_user, grant_role
    from wisselwerk.accounts.enums import Role
    from wisselwerk.organisations.actions import own_agency

    user = create_user(by=None, email=email, password=password, verified=True)
    grant_role(by=None, user=user, role=Role.ADMINISTRATOR, organisation=own_agency(name=settings.CONFIG.agency_name))
    click.echo(f"{email} can sign in at {settings.CONFIG.base_url}")


@main.command("update-municipalities")
@click.argument("register", type=EXISTING_FILE)
def update_municipalities(register: Path) -> None:
    """Bring the Dutch municipalities up to date with the official TOOI register (JSON-LD)."""
    require_database()
    from wisselwerk.organisations import actions
    from wisselwerk.organisations.tooi import RegisterError

    try:
        changes = actions.update_municipalities(by=None, register=register)
    except RegisterError as error:
        click.echo(error, err=True)
        sys.exit(2)
    for word, names in (
        ("added", changes.added),
        ("changed", changes.changed),
        ("ended", changes.ended),
        ("announced for later", changes.coming),
    ):
        click.echo(f"{len(names)} {word}" + (f": {', '.join(names)}" if names else ""))
    click.echo(f"{changes.unchanged} unchanged")


@main.group("import")
def import_() -> None:
    """Bring in projects and experts from files. The same file again changes nothing."""


DRY_RUN = click.option("--dry-run", is_flag=True, help="Say what would happen, store nothing.")
KEEP_GOOD = click.option("--keep-good", is_flag=True, help="Store the good ones even if others have faults.")


@import_.command("iati")
@click.argument("files", nargs=-1, required=True, type=EXISTING_FILE)
@DRY_RUN
@KEEP_GOOD
def import_iati(files: tuple[Path, ...], dry_run: bool, keep_good: bool) -> None:
    """Read IATI 2.01–2.03 activity files into programmes, projects and organisations."""
    require_database()
    from wisselwerk.transfer import iati

    sys.exit(iati.run(files, dry_run=dry_run, keep_good=keep_good, out=sys.stdout, err=sys.stderr))


@import_.command("experts")
@click.argument("file", type=EXISTING_FILE)
@DRY_RUN
@KEEP_GOOD
def import_experts(file: Path, dry_run: bool, keep_good: bool) -> None:
    """Read experts from a spreadsheet (.xlsx or .csv)."""
    require_database()
    from wisselwerk.transfer import experts

    sys.exit(experts.run(file, dry_run=dry_run, keep_good=keep_good, out=sys.stdout, err=sys.stderr))


@main.command()
def reindex() -> None:
    """Build this host's search index anew from the database."""
    require_database()
    from wisselwerk.experts import index

    click.echo(f"{index.reindex()} profiles in the index")


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=1, show_default=True, help="Web processes.")
def serve(host: str, port: int, workers: int) -> None:
    """Serve the site; beside it run the jobs that are due, and with `task_queue` on a worker for the queue."""
    require_database()
    from django.conf import settings
    from granian.constants import Interfaces
    from granian.server import Server

    beside = [subprocess.Popen([sys.executable, "-m", "wisselwerk", "tick", "--loop", "60"])]
    if settings.CONFIG.task_queue:
        beside.append(subprocess.Popen([sys.executable, "-m", "wisselwerk", "worker"]))
    try:
        Server(
            "wisselwerk.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=4,
        ).serve()
    finally:
        for process in beside:
            process.terminate()
        for process in beside:
            process.wait()


@main.command()
def worker() -> None:
    """Work through the task queue until stopped."""
    call_django("db_worker", verbosity=1)


@main.command()
@click.option("--loop", type=click.IntRange(min=1), metavar="SECONDS", help="Go on, with this pause in between.")
@click.option("--all", "everything", is_flag=True, help="Also the jobs that are not due yet.")
def tick(loop: int | None, everything: bool) -> None:
    """Run the jobs that are due: reminders, expiry, follow-ups, mail. Safe to run twice, late, or on several hosts.

    Says for each what it did; exit status 1 when one failed.
    """
    require_database()
    from django.db import DatabaseError, close_old_connections

    from wisselwerk.jobs import actions

    while True:
        try:
            outcomes = actions.tick(due_or_not=everything)
        except DatabaseError as error:
            if loop is None:
                raise click.ClickException(f"the database does not answer: {error}") from error
            click.echo(f"the database does not answer: {error}", err=True)  # perhaps it does the next time
            outcomes = []
        for outcome in outcomes:
            counted = ", ".join(f"{number} {name}" for name, number in outcome.result.items() if number) or "nothing"
            if outcome.error or loop is None or counted != "nothing":
                click.echo(f"{outcome.name}: {outcome.error or counted} ({outcome.seconds:.2f} s)")
        if loop is None:
            sys.exit(any(outcome.error for outcome in outcomes))
        close_old_connections()
        time.sleep(loop)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, help="Taken: the next free one is used.")
@click.option("--serve/--no-serve", "serving", default=True, show_default=True)
@click.pass_context
def demo(context: click.Context, host: str, port: int, serving: bool) -> None:
    """Set up the demonstration, show a real match here, and serve the site."""
    port = free_port(host, port)
    for name, value in {
        "DATA_DIR": "var/demo",
        "DEMO": "true",
        "TASK_QUEUE": "true" if serving else "false",
        "BASE_URL": f"http://localhost:{port}",
        "LOG_LEVEL": "WARNING",
    }.items():
        os.environ.setdefault(f"WISSELWERK_{name}", value)
    context.invoke(setup)
    from wisselwerk.transfer.demo import accounts, load, show

    load.load_demo(progress=lambda line: click.echo(f"  {line}"))
    show.show_match(sys.stdout)
    if serving:
        click.echo(f"\nThe site is at http://localhost:{port}/  (stop with Ctrl-C)")
        click.echo(f"Sign in with one of these addresses and the password {accounts.PASSWORD!r}:")
        for account in accounts.ACCOUNTS:
            click.echo(f"  {account.email:32} {account.who}")
        context.invoke(serve, host=host, port=port, workers=1)


def free_port(host: str, first: int) -> int:
    """The first free port from `first` on."""
    for port in range(first, first + 50):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    raise click.ClickException(f"no free port between {first} and {first + 49}")


@main.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run a management command of Django (migrate, shell, …)."""
    start_django()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["wisselwerk manage", *arguments])
