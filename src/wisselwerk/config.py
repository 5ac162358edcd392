"""The one configuration: environment variables, or a TOML file, or the default, in that order.

Every option is a field of `Config`; the option `base_url` is the environment variable `WISSELWERK_BASE_URL`
and the TOML key `base_url`. `WISSELWERK_CONFIG` names the TOML file. docs/reference/configuration.md lists them all.
"""

from __future__ import annotations

import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

PREFIX = "WISSELWERK_"


class ConfigError(ValueError):
    """An option is unknown or has a value that can't be used."""


@dataclass(frozen=True, slots=True)
class Config:
    """All options, typed; the comment after each says what it does."""

    data_dir: Path = Path("var")  # database, index, uploads and the generated secret key
    database_url: str = ""  # e.g. postgres://user:password@host/name; empty: SQLite in data_dir
    secret_key: str = ""  # empty: generated once and kept in data_dir
    debug: bool = False  # show tracebacks in the browser; never in production
    demo: bool = False  # show the demonstration sign-ins on the sign-in page
    base_url: str = "http://localhost:8000"  # the address in e-mails and identifiers
    allowed_hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")  # host names the site answers to
    agency_name: str = "VNG International"  # the agency that runs this site
    email_url: str = ""  # smtp://user:password@host:587/?tls=true; empty: messages become files in data_dir/mail
    email_from: str = "Wisselwerk <noreply@localhost>"  # sender of the site's e-mails
    thesaurus_dir: Path | None = None  # extra themes of the operator: a folder of YAML files
    task_queue: bool = False  # true: work is queued for `wisselwerk worker`; false: it runs at once
    log_level: str = "INFO"  # level of the log on standard error


def load(environ: Mapping[str, str] = os.environ) -> Config:
    """Read the configuration.

    Returns a `Config`. Raises `ConfigError` for an unknown TOML key, an unreadable file or a value of the wrong kind.
    """
    values: dict[str, Any] = {}
    names = {field.name for field in fields(Config)}
    if path := environ.get(f"{PREFIX}CONFIG"):
        try:
            values.update(tomllib.loads(Path(path).read_text("utf-8")))
        except (OSError, tomllib.TOMLDecodeError) as error:
            raise ConfigError(f"{path}: {error}") from error
        if unknown := sorted(values.keys() - names):
            raise ConfigError(f"{path}: unknown option {', '.join(unknown)}")
    for name in names:
        if (raw := environ.get(PREFIX + name.upper())) is not None:
            values[name] = raw
    return Config(**{name: _convert(name, value) for name, value in values.items()})


def secret_key(config: Config) -> str:
    """The configured key, or one that is made on first use and kept in `data_dir` (readable by the owner alone)."""
    if config.secret_key:
        return config.secret_key
    path = config.data_dir / "secret_key"
    try:
        return path.read_text("ascii")
    except FileNotFoundError:
        config.data_dir.mkdir(parents=True, exist_ok=True)
        key = secrets.token_urlsafe(50)
        try:
            descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:  # another process was first
            return path.read_text("ascii")
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(key)
        return key


def _convert(name: str, value: Any) -> Any:
    default = Config.__dataclass_fields__[name].default
    if isinstance(default, bool):
        if isinstance(value, bool):
            return value
        if str(value).lower() in {"1", "true", "yes", "on"}:
            return True
        if str(value).lower() in {"0", "false", "no", "off", ""}:
            return False
        raise ConfigError(f"{name}: {value!r} is neither true nor false")
    if isinstance(default, tuple):
        parts = value.split(",") if isinstance(value, str) else list(value)
        return tuple(part.strip() for part in parts if part.strip())
    if name in {"data_dir", "thesaurus_dir"}:
        return Path(value).expanduser() if value else default
    return str(value)
