"""The data folder: what it refuses, and that refusing changes nothing."""

import os
import stat
from pathlib import Path

import pytest

from dangol.config import data_folder
from dangol.config.data_folder import FolderHeld, FolderUnusable
from dangol.config.databases import django_database
from dangol.edge.config import read_config
from dangol.kernel.errors import Unavailable
from dangol.live.collect.api import parse_hash_keys


def made(path: Path) -> data_folder.DataFolder:
    """Make a folder on SQLite, whatever this machine's environment says."""
    folder = data_folder.at_path(path, {})
    data_folder.make(folder)
    return folder


def contents(path: Path) -> dict[str, bytes]:
    """Return all files with their bytes."""
    return {str(file): file.read_bytes() for file in path.rglob("*") if file.is_file()}


def test_a_made_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    folder = made(tmp_path / "var")
    assert stat.S_IMODE((folder.path / "secrets.json").stat().st_mode) == 0o600
    assert stat.S_IMODE((folder.path / "hash_keys.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700
    assert len(data_folder.read_secret(folder, "signing")) >= 60
    assert folder.database_url == f"sqlite:///{folder.path}/dangol.db"
    assert folder.exists


def test_making_it_again_changes_nothing(tmp_path: Path) -> None:
    folder = made(tmp_path / "var")
    before = contents(folder.path)
    made(tmp_path / "var")
    assert contents(folder.path) == before


def test_two_folders_have_two_secrets(tmp_path: Path) -> None:
    secrets = {data_folder.read_secret(made(tmp_path / name), "signing") for name in "ab"}
    assert len(secrets) == 2


def test_an_older_folder_gets_keys_to_hash_by_and_keeps_those_it_has(tmp_path: Path) -> None:
    keys = made(tmp_path / "var").path / "hash_keys.json"
    first = parse_hash_keys(keys.read_bytes())
    made(tmp_path / "var")
    assert parse_hash_keys(keys.read_bytes()) == first
    keys.unlink()
    made(tmp_path / "var")
    again = parse_hash_keys(keys.read_bytes())
    assert list(again.keys) == [1]
    assert len(again.keys[1]) >= 60
    assert again != first


def test_the_database_of_the_environment_is_taken(tmp_path: Path) -> None:
    url = "postgresql://dangol@127.0.0.1/dangol"
    assert data_folder.at_path(tmp_path, {"DATABASE_URL": url}).database_url == url


@pytest.mark.parametrize("url", ["mysql://a:hush@h/b", "postgresql://a:hu/sh@h/b"])
def test_a_database_of_the_environment_that_cannot_be_used_is_refused(
    tmp_path: Path, url: str
) -> None:
    with pytest.raises(Unavailable) as caught:
        data_folder.at_path(tmp_path, {"DATABASE_URL": url})
    assert caught.value.code == "database_url_unusable"
    assert "hu" not in str(caught.value)


def test_the_database_is_in_the_folder_whatever_its_name(tmp_path: Path) -> None:
    folder = data_folder.at_path(tmp_path / "a#1%41?x", {})
    assert django_database(folder.database_url)["NAME"].endswith("/a#1%41?x/dangol.db")
    assert read_config({"DANGOL_DATA": str(made(folder.path).path)}).database_url == (
        folder.database_url
    )


def test_a_missing_folder_is_told_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(FolderUnusable) as caught:
        data_folder.open_folder(tmp_path / "nothing")
    assert caught.value.code == "folder_missing"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("version", ["2", "99", "1.1", "99.0.0"])
def test_a_folder_of_a_newer_version_is_refused_untouched(tmp_path: Path, version: str) -> None:
    folder = made(tmp_path / "var")
    (folder.path / "VERSION").write_text(version)
    before = contents(folder.path)
    for act in (
        lambda: data_folder.open_folder(folder.path),
        lambda: data_folder.make(folder),
    ):
        with pytest.raises(FolderUnusable) as caught:
            act()
        assert caught.value.code == "folder_newer"
        assert "newer Dangol" in str(caught.value)
    assert contents(folder.path) == before


@pytest.mark.parametrize("version", ["", "x", "1.-1", "\udcff"])
def test_an_unreadable_version_is_refused(tmp_path: Path, version: str) -> None:
    folder = made(tmp_path / "var")
    (folder.path / "VERSION").write_bytes(version.encode("utf-8", "surrogateescape"))
    with pytest.raises(FolderUnusable) as caught:
        data_folder.open_folder(folder.path)
    assert caught.value.code == "folder_version_unreadable"


def test_missing_secrets_are_told(tmp_path: Path) -> None:
    folder = made(tmp_path / "var")
    (folder.path / "secrets.json").write_text("{")
    with pytest.raises(FolderUnusable) as caught:
        data_folder.read_secret(folder, "signing")
    assert caught.value.code == "secrets_unreadable"


def test_a_place_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("something else")
    with pytest.raises(Unavailable) as caught:
        made(tmp_path / "var")
    assert caught.value.code == "folder_not_writable"
    assert (tmp_path / "var").read_text() == "something else"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(Unavailable) as caught:
        made(tmp_path / "var")
    tmp_path.chmod(0o700)
    assert caught.value.code == "folder_not_writable"


def test_a_full_disk_is_told_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data_folder, "LEAST_FREE", 2**62)
    with pytest.raises(Unavailable) as caught:
        made(tmp_path / "var")
    assert caught.value.code == "disk_full"
    assert contents(tmp_path) == {}


def test_a_disk_that_fills_up_leaves_no_half_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unavailable) as caught:
        made(tmp_path / "var")
    assert caught.value.code == "folder_not_writable_now"
    assert "No space left" in str(caught.value)
    assert contents(tmp_path) == {}


def test_a_held_folder_is_refused_to_a_second_and_free_afterwards(tmp_path: Path) -> None:
    folder = made(tmp_path / "var")
    assert not data_folder.is_held(folder)
    with data_folder.hold(folder):
        assert data_folder.is_held(folder)
        with pytest.raises(FolderHeld), data_folder.hold(folder):
            pass
    assert not data_folder.is_held(folder)
    with data_folder.hold(folder):
        pass
