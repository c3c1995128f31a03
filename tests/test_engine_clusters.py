"""The same bytes from one process, two, a Ray cluster and Spark; one's own jobs with the pure function.

One cluster of two workers and one Spark session for all tests of this file.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from tests.engine_tools import archive, digests, job, report
from tests.test_engine_shards import put, run, storage

from dateline.engine.batch import Coder, document_batch, exploded
from dateline.engine.shards import Done, Shard, code_here, plan
from dateline.errors import DatelineError
from dateline.sources import Options
from dateline.sources.remote import content, listing

__all__ = ["storage"]
DOCUMENTS = [report(n) for n in range(30)]


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> list[Shard]:
    folder = archive(tmp_path_factory.mktemp("archive") / "in")
    return plan([str(folder)], Options())


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory, planned: list[Shard]) -> dict[str, str]:
    """What one process writes."""
    out = tmp_path_factory.mktemp("alone")
    list(code_here(planned, job(out), 1))
    return digests(out)


@pytest.fixture(scope="module")
def ray(storage: str) -> Iterator[Any]:
    """A cluster of two workers on this machine; it inherits the address of the `storage`."""
    made = pytest.importorskip("ray", reason="Ray is not installed")
    folder = tempfile.mkdtemp(prefix="r", dir="/tmp")  # names of sockets in it must stay below 107 bytes
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        patch.setenv("RAY_AUTH_MODE", "disabled")
        made.init(num_cpus=2, include_dashboard=False, object_store_memory=100 * 2**20, _temp_dir=folder,
                  log_to_driver=False, logging_level="error")
        yield made
        made.shutdown()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    pytest.importorskip("pyspark", reason="PySpark is not installed")
    if not shutil.which("java"):
        pytest.skip("there is no Java for Spark")
    if subprocess.run(["java", "--version"], capture_output=True, check=False).returncode:
        pytest.skip("the Java here is older than Spark needs")
    from pyspark.sql import SparkSession

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("PYTHONPATH", os.pathsep.join([*sys.path, os.environ.get("PYTHONPATH", "")]))
        session = (SparkSession.builder.master("local[2]").appName("tests").config("spark.ui.enabled", "false")
                   .config("spark.sql.shuffle.partitions", "2").config("spark.driver.host", "127.0.0.1")
                   .config("spark.driver.bindAddress", "127.0.0.1").getOrCreate())
        yield session
        session.stop()


def total(done: list[Done]) -> tuple[int, int, int]:
    return sum(d.documents for d in done), sum(d.statements for d in done), sum(d.skipped for d in done)


def test_ray_writes_the_same_bytes(ray: Any, planned: list[Shard], alone: dict[str, str], tmp_path: Path) -> None:
    from dateline.engine.ray import code_on_ray

    done = list(code_on_ray(planned, job(tmp_path), 2))
    assert digests(tmp_path) == alone and len(alone) == 7 * len(planned) and total(done)[0] == 37
    assert all(d.kept for d in code_on_ray(planned, job(tmp_path), 2)) and not list(code_on_ray([], job(tmp_path), 2))


def test_ray_from_object_storage_to_object_storage(ray: Any, storage: str, tmp_path: Path) -> None:
    put(storage, archive(tmp_path / "docs", files=2), "ray-docs")
    assert "25 read, 3 skipped" in run("s3://news/ray-docs/", "--out", "s3://news/by-ray/", "--engine", "ray")
    run("s3://news/ray-docs/", "--out", "s3://news/by-one/")
    one, ray_made = ({f.name.removeprefix(place): content(f.place, 10**9) for f in listing(place)}
                     for place in ("s3://news/by-one", "s3://news/by-ray"))
    assert one == ray_made and len(one) >= 8  # seven for each shard, and the manifest


def test_ray_says_what_went_wrong(ray: Any, planned: list[Shard]) -> None:
    from dateline.engine.ray import code_on_ray

    with pytest.raises(DatelineError, match="no such bucket"):
        list(code_on_ray(planned[:1], job("s3://nowhere/coded"), 1))


def test_ones_own_ray_job(ray: Any) -> None:
    table = pa.Table.from_batches([document_batch(DOCUMENTS)])
    data = ray.data.from_arrow([table.slice(0, 11), table.slice(11)])
    coded = data.map_batches(Coder, batch_format="pyarrow", batch_size=8, compute=ray.data.ActorPoolStrategy(size=1))
    rows = coded.map_batches(exploded, batch_format="pyarrow").take_all()
    expected = exploded(Coder()(table)).to_pylist()
    assert sorted(r["statement_id"] + r["document_id"] for r in rows) == sorted(
        r["statement_id"] + r["document_id"] for r in expected) and len(rows) == len(expected) > 20


def test_spark_writes_the_same_bytes(spark: Any, planned: list[Shard], alone: dict[str, str], tmp_path: Path) -> None:
    from dateline.engine.spark import code_on_spark

    done = list(code_on_spark(planned, job(tmp_path), 0))
    assert digests(tmp_path) == alone and total(done)[0] == 37


def test_ones_own_spark_job(spark: Any) -> None:
    from dateline.engine.spark import code_frame, explode_frame

    frame = spark.createDataFrame([(d.id, d.text, d.published, 7) for d in DOCUMENTS],
                                  "id string, text string, published string, crawl int").repartition(2)
    coded = code_frame(frame)
    assert {row["crawl"] for row in coded.select("crawl").collect()} == {7}
    rows = explode_frame(coded).select("statement_id", "document_id", "actors").collect()
    expected = exploded(Coder()(document_batch(DOCUMENTS))).to_pylist()
    assert sorted((r["document_id"], r["statement_id"]) for r in rows) == sorted(
        (r["document_id"], r["statement_id"]) for r in expected)
    assert {m["code"] for r in rows for m in r["actors"]} == {m["code"] for r in expected for m in r["actors"]}


@pytest.mark.parametrize("engine", ["ray", "spark"])
def test_an_engine_that_is_not_installed_is_said(engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = {"ray": "ray", "spark": "pyspark"}[engine]
    for module in [m for m in sys.modules if m.split(".")[0] == name]:
        monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.setitem(sys.modules, name, None)
    (tmp_path / "a.txt").write_text("Peru praised Chile.")
    said = run(tmp_path / "a.txt", "--out", tmp_path / "out", "--engine", engine, code=2)
    assert f"pip install 'dateline[{engine}]'" in said
