"""Processes start without what only some of their work needs: each library is a wait and memory."""

import pytest

from tests.architecture.django_free import packages_loaded_by

OF_THE_LAKE = ("pyarrow", "duckdb", "numpy")
OF_DEVICES = ("nats", "cryptography")


@pytest.mark.parametrize("process", ["roles.edge", "roles.trip", "roles.lake", "cli.main"])
def test_a_process_starts_without_what_reads_and_writes_files_of_the_lake(process: str) -> None:
    assert packages_loaded_by([f"dangol.config.{process}"], OF_THE_LAKE) == []


@pytest.mark.parametrize("process", ["roles.edge", "supervisor", "cli.main"])
def test_a_process_starts_without_what_hears_devices(process: str) -> None:
    assert packages_loaded_by([f"dangol.config.{process}"], OF_DEVICES) == []


def test_what_hears_devices_loads_it_and_is_seen() -> None:
    assert packages_loaded_by(["dangol.edge.devices.gateway"], OF_DEVICES) == [*OF_DEVICES]


def test_what_writes_the_lake_loads_it_and_is_seen() -> None:
    assert packages_loaded_by(["dangol.memory.lake.parquet"], OF_THE_LAKE) == ["pyarrow", "numpy"]


def test_the_edge_hears_before_it_has_loaded_what_reads_and_what_works_off() -> None:
    later = ("dangol.edge.customers", "dangol.edge.openapi", "dangol.live.trip.loop")
    assert packages_loaded_by(["dangol.config.roles.edge"], later) == []
    assert packages_loaded_by(["dangol.config.roles.trip"], later) == ["dangol.live.trip.loop"]
