"""Rows that only Django writes, put in place for tests of the doors that read them."""

from collections.abc import Sequence

from dangol.engines.database import Database, load_queries

_SQL = load_queries("tests.rooms.registry", "rows")


def add_user(
    db: Database, name: str, *, open_brands: bool, brands: Sequence[str] = (), active: bool = True
) -> int:
    """Add a person as the Studio would, and return the id."""
    with db.write() as session:
        row = session.one(
            _SQL.add_user, name=name, open_brands=open_brands, active=active, no=False
        )
        assert row is not None
        for slug in brands:
            session.run(_SQL.name_brand, user_id=row[0], slug=slug)
    return int(row[0])


def kept_passwords(db: Database) -> list[tuple[str, str]]:
    """Return names of people, and what is kept of their passwords."""
    with db.read() as session:
        return [(str(name), str(kept)) for name, kept in session.rows(_SQL.kept_passwords)]
