"""Single points that look unconverted: outside the community that their row names, inside it when read in another datum."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from data.datasets import INCIDENT, Dataset
from data.place import Places, stored_points
from data.staging.tables import SCHEMAS
from queries.loader import load_query

_CANDIDATES = ("WGS84", "GCJ02", "BD09")


def put_datum_hints(con: duckdb.DuckDBPyConnection, places: Places, dataset: Dataset = INCIDENT) -> None:
    """Add to ``datum_hint`` the datum that would put a doubtful point of the data set where its row says."""
    name = "to_shift" if dataset is INCIDENT else f"to_shift_{dataset.short}"
    points = con.execute(load_query("staging", name).sql).df()
    hints = datum_hints(places, points)
    con.register("incoming", pa.Table.from_pandas(hints, SCHEMAS["datum_hint"], preserve_index=False))
    con.table("incoming").insert_into("datum_hint")
    con.unregister("incoming")


def datum_hints(places: Places, points: pd.DataFrame) -> pd.DataFrame:
    """Which of the points lie in the community given when read in another datum than declared.

    Parameters
    ----------
    points
        ``rid, source_lon, source_lat, datum, given_community_code``; degrees in `datum`.

    Returns
    -------
    DataFrame
        ``rid, datum``; a point that more than one datum would explain goes to the first of WGS 84, GCJ-02, BD-09.
    """
    given = places.given(points["given_community_code"])
    declared = points["datum"].replace("CGCS2000", "WGS84").to_numpy()
    found = np.full(len(points), "", dtype=object)
    for datum in _CANDIDATES:
        inside = places.community_of(*stored_points(points, datum)) == given
        found[inside & (declared != datum) & (found == "") & (given >= 0)] = datum
    hit = found != ""
    return pd.DataFrame({"rid": points["rid"].to_numpy()[hit], "datum": found[hit]})
