"""The server that the other tests use: it comes, gives new databases and goes."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from tests.postgres import GUARDED, Cluster, Missing, cluster, cluster_or_skip, find_programs


def test_each_database_is_new_and_goes(postgresql: Cluster) -> None:
    with postgresql.database() as place, psycopg.connect(place) as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.commit()
    with postgresql.database() as other, psycopg.connect(other) as connection:
        assert place != other
        found = connection.execute("SELECT count(*) FROM pg_tables WHERE tablename = 'kept'").fetchone()
        assert found == (0,)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(place)


def test_it_sorts_as_a_team_s_server_does(postgresql: Cluster) -> None:
    with psycopg.connect(postgresql.url("postgres")) as connection:
        assert connection.execute("SELECT 'a' < 'B' AND 'b' > 'A'").fetchone() == (True,)


def test_a_wrong_password_is_refused(postgresql: Cluster) -> None:
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(postgresql.url("postgres", GUARDED, "wrong"))


def test_it_goes_even_where_a_test_fails(postgresql: Cluster) -> None:
    with pytest.raises(ZeroDivisionError), cluster() as other:
        place = other.url("postgres")
        _ = 1 / 0
    with pytest.raises(psycopg.OperationalError, match="refused"):
        psycopg.connect(place)


def test_a_missing_server_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.postgres.WHERE", Path("/nowhere"))
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Missing, match="apt-get install postgresql"):
        find_programs()
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="not installed"):
        next(cluster_or_skip())
    monkeypatch.delenv("CI")
    with pytest.raises(pytest.skip.Exception, match="not installed"):
        next(cluster_or_skip())


def test_a_place_is_empty_in_each_database(place: str) -> None:
    assert place.endswith(".db") or place.startswith("postgresql://")
    if place.endswith(".db"):
        assert not Path(place).exists()
    else:
        with psycopg.connect(place) as connection:
            tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
            assert tables == (0,)
