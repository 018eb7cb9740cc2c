"""Frames of other engines: made of one of pandas, and read again; a test of an engine that is not installed says so."""

from typing import Any

import pandas as pd
import pytest


def polars_frame(rows: pd.DataFrame) -> Any:
    return pytest.importorskip("polars", reason="NOT CHECKED on Polars: not installed").from_pandas(rows)


def polars_lazy(rows: pd.DataFrame) -> Any:
    return polars_frame(rows).lazy()


def duckdb_relation(rows: pd.DataFrame) -> Any:
    base = pytest.importorskip("duckdb", reason="NOT CHECKED on DuckDB: not installed").connect()
    base.register("given", rows)
    base.execute("create table figures as select * from given")
    return base.table("figures")


def back(found: Any) -> pd.DataFrame:
    if hasattr(found, "collect"):
        found = found.collect()
    return found.to_pandas() if hasattr(found, "to_pandas") else found.df()


def cluster() -> Any:
    """Return a Spark session; the caller stops it."""
    sql = pytest.importorskip("pyspark.sql", reason="NOT CHECKED on PySpark: not installed")
    try:
        builder = sql.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
        for name in ("host", "bindAddress"):  # tests have no other address than that of this machine
            builder = builder.config(f"spark.driver.{name}", "127.0.0.1")
        return builder.config("spark.sql.shuffle.partitions", "2").getOrCreate()
    except Exception as error:
        pytest.skip(f"NOT CHECKED on PySpark: it does not start here ({type(error).__name__}); it needs Java")


def on_cluster(session: Any, rows: pd.DataFrame, numbers: dict[str, str]) -> Any:
    """Return ``rows`` as a frame of a session; ``numbers`` names the type of the columns that are not text."""
    schema = ", ".join(f"{name} {numbers.get(name, 'string')}" for name in rows)
    return session.createDataFrame(rows.astype("object").where(rows.notna(), None).values.tolist(), schema)


ENGINES = (polars_frame, polars_lazy, duckdb_relation)
