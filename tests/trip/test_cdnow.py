"""CDNOW's purchase history: customers, orders and revenue equal what five lines compute."""

import json
from collections import Counter
from decimal import Decimal
from importlib.metadata import distribution
from pathlib import Path

import pytest

from dangol.engines.database import Database
from dangol.kernel import clock
from dangol.live.identity.api import find_customer
from dangol.live.profiles.api import find_profile, totals
from tests.trip.importing import furnish, import_into

RAW = Path(str(distribution("lifetimes").locate_file("lifetimes/datasets/CDNOW_master.txt")))
MAPPING = Path(__file__).parents[2] / "docs" / "howto" / "examples" / "cdnow.yaml"
PURCHASES, CUSTOMERS, REPEATED = 69_659, 23_570, 255


@pytest.fixture(scope="module")
def rows() -> list[list[str]]:
    """The purchases: customer, date, quantity, dollars."""
    lines = [line.split() for line in RAW.read_text().splitlines()]
    return [cells for cells in lines if cells and cells[0].isdigit()]


def write_calls(path: Path, rows: list[list[str]]) -> Path:
    """Write the purchases as tracking calls, each with an id of its own."""
    with path.open("w") as out:
        for number, (customer, day, quantity, dollars) in enumerate(rows):
            call = {
                "type": "track",
                "event": "Order Completed",
                "userId": f"cdnow-{customer}",
                "messageId": f"cd-{number}",
                "timestamp": f"{day[:4]}-{day[4:6]}-{day[6:]}T12:00:00Z",
                "properties": {
                    "quantity": int(quantity),
                    "total": float(dollars),
                    "currency": "USD",
                },
            }
            out.write(json.dumps(call) + "\n")
    return path


def of_some(rows: list[list[str]]) -> list[list[str]]:
    """Return the purchases of every tenth customer, by their numbers."""
    return [row for row in rows if row[0].endswith("7")]


def test_the_file_is_the_well_known_one(rows: list[list[str]]) -> None:
    assert (len(rows), len({row[0] for row in rows})) == (PURCHASES, CUSTOMERS)
    assert len(rows) - len(set(map(tuple, rows))) == REPEATED


@pytest.mark.timeout(300)
def test_an_import_counts_every_purchase_to_the_cent(
    sqlite_database: Database, tmp_path: Path, rows: list[list[str]]
) -> None:
    expect_import(sqlite_database, tmp_path, RAW, MAPPING, rows)


@pytest.mark.timeout(300)
def test_calls_are_counted_as_the_file_that_they_tell(
    sqlite_database: Database, tmp_path: Path, rows: list[list[str]]
) -> None:
    some = of_some(rows)
    assert len(some) > PURCHASES // 11
    file = write_calls(tmp_path / "cdnow.ndjson", some)
    expect_import(sqlite_database, tmp_path, file, None, some)


def expect_import(
    database: Database, place: Path, file: Path, mapping: Path | None, rows: list[list[str]]
) -> None:
    """Import twice: the first time counts each row, the second time none."""
    folder = furnish(place, database)
    first = import_into(folder, database, file, mapping)
    assert (first.accepted, first.rejected, first.duplicates) == (len(rows), 0, 0)
    expect_totals(database, rows)
    expect_customers(database, rows)
    second = import_into(folder, database, file, mapping)
    assert (second.accepted, second.rejected, second.duplicates) == (0, 0, len(rows))
    expect_totals(database, rows)


def expect_totals(database: Database, rows: list[list[str]]) -> None:
    found = totals(database, "shop")
    customers = {row[0] for row in rows}
    revenue = sum(Decimal(row[3]) for row in rows)
    assert (found.customers, found.orders, found.events) == (len(customers), len(rows), len(rows))
    assert found.revenue == {"USD": revenue}


def expect_customers(database: Database, rows: list[list[str]]) -> None:
    orders = Counter(row[0] for row in rows)
    revenue: dict[str, Decimal] = {}
    for customer, _, _, dollars in rows:
        revenue[customer] = revenue.get(customer, Decimal(0)) + Decimal(dollars)
    for customer in sorted(orders)[::200]:
        number = find_customer(database, "user_id", f"cdnow-{customer}")
        assert number is not None
        profile = find_profile(database, number, frozenset({"shop"}), clock.now())
        assert profile is not None
        lifetime = profile.lifetime["shop"]
        assert (lifetime.orders, lifetime.revenue) == (
            orders[customer],
            {"USD": revenue[customer]},
        )
