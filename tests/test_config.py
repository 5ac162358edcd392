from __future__ import annotations

from pathlib import Path

import pytest

from wisselwerk import config


def test_environment_wins_over_file_and_file_over_default(tmp_path: Path) -> None:
    file = tmp_path / "w.toml"
    file.write_text('agency_name = "From file"\nbase_url = "https://file.example"\nallowed_hosts = ["a.example"]\n')
    loaded = config.load({"WISSELWERK_CONFIG": str(file), "WISSELWERK_AGENCY_NAME": "From environment"})
    assert loaded.agency_name == "From environment"
    assert loaded.base_url == "https://file.example"
    assert loaded.allowed_hosts == ("a.example",)
    assert loaded.log_level == "INFO"


def test_values_are_converted_to_their_kind() -> None:
    loaded = config.load(
        {
            "WISSELWERK_DEBUG": "yes",
            "WISSELWERK_TASK_QUEUE": "0",
            "WISSELWERK_ALLOWED_HOSTS": "a.example, b.example",
            "WISSELWERK_DATA_DIR": "/srv/data",
        }
    )
    assert loaded.debug is True
    assert loaded.task_queue is False
    assert loaded.allowed_hosts == ("a.example", "b.example")
    assert loaded.data_dir == Path("/srv/data")


def test_an_unknown_option_is_named(tmp_path: Path) -> None:
    file = tmp_path / "w.toml"
    file.write_text('agency = "x"\n')
    with pytest.raises(config.ConfigError, match=r"w\.toml: unknown option agency"):
        config.load({"WISSELWERK_CONFIG": str(file)})


def test_a_file_that_is_not_toml_is_an_error_that_names_it(tmp_path: Path) -> None:
    file = tmp_path / "w.toml"
    file.write_text("agency_name = \n")
    with pytest.raises(config.ConfigError, match=r"w\.toml"):
        config.load({"WISSELWERK_CONFIG": str(file)})


def test_neither_true_nor_false_is_refused() -> None:
    with pytest.raises(config.ConfigError, match="debug"):
        config.load({"WISSELWERK_DEBUG": "perhaps"})


def test_the_secret_key_is_made_once_and_only_readable_by_its_owner(tmp_path: Path) -> None:
    loaded = config.Config(data_dir=tmp_path / "data")
    first = config.secret_key(loaded)
    assert len(first) >= 50
    assert config.secret_key(loaded) == first
    assert (tmp_path / "data/secret_key").stat().st_mode & 0o077 == 0


def test_a_configured_secret_key_is_used_as_it_is(tmp_path: Path) -> None:
    assert config.secret_key(config.Config(data_dir=tmp_path, secret_key="given")) == "given"
    assert not (tmp_path / "secret_key").exists()
