"""Whole files that are wrong, rule by rule and each in three ways, and files that look like them and are right."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pyarrow.parquet as pq
import shapely

from data.staging.options import Incoming, ReadOptions
from tests.data.corpus_base import (
    RECEIVED_AT,
    code_of,
    place,
    point_in,
    right_case,
)
from tests.data.deliveries import (
    CONTRACTS,
    Row,
    case,
    csv_text,
    table,
    write_csv,
    write_geojson,
    write_shapefile_zip,
    write_xlsx,
)
from tests.data.old_workbook_bytes import compound_bytes
from tests.data.test_reading_safety import zip_with
from tests.tiny_region import COMMUNITIES

#: Its folder and what makes its files there: (rule "" for right files, files).
Made = list[tuple[str, Incoming]]
BODY = table(CONTRACTS["gongan"], [case("gongan", n) for n in range(1, 4)])


def incoming(path: Path, options: ReadOptions | None = None, name: str | None = None) -> Incoming:
    return Incoming(path, name or path.name, RECEIVED_AT, options=options or ReadOptions())


def broken(root: Path) -> Made:
    """Files that cannot be taken, and right ones beside them."""
    made: Made = []
    number = iter(range(1, 10_000))

    def folder() -> Path:
        path = root / f"{next(number):03d}"
        path.mkdir()
        return path

    def raw(rule: str, name: str, *contents: bytes) -> None:
        for content in contents:
            path = folder() / name
            path.write_bytes(content)
            made.append((rule, incoming(path)))

    def some(n: int = 3) -> list[Row]:
        first = next(number) * 100
        return [case(number=first + k) for k in range(n)]

    text = csv_text(some(40))
    raw("unreadable", "公安警情.xlsx", b"PK\x03\x04 not a workbook", b"PK\x05\x06" + b"\0" * 18)
    raw("unreadable", "市监.geojson", b'{"type": "FeatureCollection", "features": [{"type"', b'{"type": ')
    raw("empty_file", "城管.csv", b"", csv_text([]).encode("gb18030"), b"\xef\xbb\xbf")
    raw("unknown_format", "说明.docx", b"whatever\x00")
    raw("unknown_format", "图.pdf", b"%PDF-1.7 \x00\x01")
    raw("unknown_format", "程序.exe", b"MZ\x90\x00")
    raw(
        "unknown_department",
        "来信.csv",
        "甲,乙,丙\n1,2,3\n".encode(),
        b"a;b;c\n1;2;3\n",
        "姓名\t年龄\n张\t3\n".encode(),
    )
    raw(
        "wrong_encoding",
        "城管.csv",
        text.encode("gb18030") + b"\xff\xff\x81\n",
        _damaged(text, 0.5),
        _damaged(text, 0.8),
    )
    for column in ("上报时间", "案卷编号", "案卷状态"):
        raw("missing_columns", "城管.csv", text.replace(column, "某列").encode("gb18030"))
    for other in ("minzheng", "sifa", "gongan"):
        path = write_xlsx(
            folder(),
            "公安警情.xlsx" if other != "gongan" else "民政.xlsx",
            {"表": table(CONTRACTS[other], [case(other)])},
        )
        made.append(("foreign_columns", incoming(path)))
    _archives(made, folder)
    for k in range(3):
        rows = some()
        made.append(("", incoming(write_csv(folder(), rows, f"城管甲{k}.csv"))))
        made.append(("repeated_file", incoming(write_csv(folder(), rows, f"城管乙{k}.csv"))))
        made.append(("", incoming(write_csv(folder(), some(), f"城管丙{k}.csv"))))
        book = write_xlsx(folder(), "公安警情.xlsx", {"表": [*BODY, [f"{k}"]]})
        made.append(("missing_sheet", incoming(book, ReadOptions(sheets=(f"第{k}表",)))))
        made.append(
            (
                "",
                incoming(
                    write_xlsx(folder(), "公安警情.xlsx", {"表": [*BODY[:2], [f"GA{k}", *BODY[1][1:]]]}),
                    ReadOptions(sheets=("表",)),
                ),
            )
        )
    whose = {"department": "chengguan", "dataset": "incident"}
    for settled in (
        ReadOptions(header_row=40),
        ReadOptions(**whose, columns={"case_no": "没有"}),
        ReadOptions(**whose, columns={"state": "某列"}),
    ):
        made.append(("settled_missing", incoming(write_csv(folder(), some(), "城管.csv"), settled)))
    made.append(("", incoming(write_csv(folder(), some(), "城管.csv"), ReadOptions(header_row=1))))
    for crs in ("不知道", "EPSG:999999", {"type": "GeographicCRS"}):
        made.append(
            (
                "unknown_crs",
                incoming(_parquet_in(folder() / "住建.parquet", case("zhujian", next(number)), crs)),
            )
        )
    for k in range(3):
        made.append(("", incoming(write_shapefile_zip(folder(), [case("zhujian", 7_000 + k)]))))
        made.append(("", incoming(write_geojson(folder(), [case("shijian", 8_000 + k)]))))
    return made


def _damaged(text: str, where: float) -> bytes:
    """UTF-8 with a byte lost in the midst of a character."""
    content = bytearray(text.encode())
    at = content.index("路边垃圾".encode(), int(len(content) * where))
    content[at + 1] = 0x20
    return bytes(content)


def _parquet_in(path: Path, row: Row, crs: object) -> Path:
    """A GeoParquet of one case whose metadata name that coordinate system."""
    columns = {c.header: [row.get(c.name)] for c in CONTRACTS["zhujian"].columns}
    point = shapely.Point(float(str(row["lon"])), float(str(row["lat"])))
    gpd.GeoDataFrame(columns, geometry=[point], crs="EPSG:4326").to_parquet(path)
    table = pq.read_table(path)
    geo = json.loads(table.schema.metadata[b"geo"])
    geo["columns"]["geometry"]["crs"] = crs
    pq.write_table(table.replace_schema_metadata({b"geo": json.dumps(geo).encode()}), path)
    return path


def _archives(made: Made, folder: Callable[[], Path]) -> None:
    good = write_shapefile_zip(folder(), [case("zhujian", 9_001)])
    for member in ("../../evil.shp", "/etc/evil.shp", "C:\\evil.shp"):
        made.append(("unsafe_file", incoming(zip_with(folder() / "住建.zip", {member: b"x"}, good))))
    for bomb in ({"a.dbf": b"\0" * (70 << 20)}, {f"{n}.shp": b"" for n in range(10_001)}):
        made.append(("too_large", incoming(zip_with(folder() / "住建.zip", bomb, good))))
    book = write_xlsx(folder(), "good.xlsx", {"表": BODY})
    made.append(
        ("too_large", incoming(zip_with(folder() / "公安.xlsx", {"xl/media/a": b" " * (70 << 20)}, book)))
    )
    locked = bytearray(good.read_bytes())
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = locked.find(mark)
        while at >= 0:
            locked[at + offset] |= 1
            at = locked.find(mark, at + 1)
    sealed = compound_bytes({"EncryptionInfo": b"\x04\x00\x04\x00" * 50, "EncryptedPackage": b"x" * 5000})
    for name, content in (("住建.zip", bytes(locked)), ("公安.xlsx", sealed), ("民政.xlsx", sealed + b"\0")):
        path = folder() / name
        path.write_bytes(content)
        made.append(("protected_file", incoming(path)))
    made.append(("", incoming(zip_with(folder() / "住建.zip", {"读我.txt": "说明".encode()}, good))))


def noted(root: Path) -> dict[str, list[str]]:
    """Files that are taken with a note, in one folder; name → the rules that must be told of it, none for right files."""
    expected: dict[str, list[str]] = {}

    def put(name: str, content: bytes, *rules: str) -> None:
        (root / name).write_bytes(content)
        expected[name] = list(rules)

    start = iter(range(1_000, 100_000, 100))

    def text(**changes: str | None) -> str:
        first = next(start)
        return csv_text([_apart(first + k) | changes for k in range(3)])

    for k, header in enumerate(("备注", "序号", "网格员")):
        lines = text().splitlines()
        put(
            f"城管a{k}.csv",
            "\r\n".join([f"{lines[0]},{header}", *(f"{line},x" for line in lines[1:])]).encode("gb18030"),
            "extra_columns",
        )
        put(f"城管b{k}.csv", text().encode(("utf-8", "utf-8-sig", "utf-16")[k]), "encoding_differs")
        put(
            f"城管c{k}.csv",
            (text() + ("合计,共3件", "制表人：演示", "备注：以上为演示")[k] + "\r\n").encode("gb18030"),
            "footer_row",
        )
        put(f"城管d{k}.csv", text().encode("gb18030"))
        put(f"城管e{k}.csv", text(title=("合计三处", "制表桌破损", "备注不清")[k]).encode("gb18030"))
        rows = [_apart(next(start), "gongan")]
        body = table(CONTRACTS["gongan"], rows)
        write_xlsx(
            root,
            f"公安f{k}.xlsx",
            {"表": body, ("填表说明", "封面", "Sheet2")[k]: [["按表填写"], ["第二行"]]},
        )
        expected[f"公安f{k}.xlsx"] = ["skipped_sheet"]
        write_xlsx(
            root, f"公安g{k}.xlsx", {"表": table(CONTRACTS["gongan"], [_apart(next(start), "gongan")])}
        )
        expected[f"公安g{k}.xlsx"] = []
        rows = [_apart(next(start))]
        write_xlsx(root, f"城管h{k}.xlsx", {"表": table(CONTRACTS["chengguan"], rows)})
        (root / f"城管h{k}.xlsx").rename(root / f"城管h{k}.csv")
        expected[f"城管h{k}.csv"] = ["format_differs"]
    return expected


def _apart(number: int, department: str = "chengguan") -> Row:
    """A right row, no two of them of one moment and place."""
    row = right_case(random.Random(number), number)
    words = {state: word for word, state in CONTRACTS[department].states.items()}
    return {**case(department, number), **{k: v for k, v in row.items() if k.endswith("_at") or k in ("lon",
        "lat", "community_code")},
            "case_no": f"N{number}", "state": words["closed"]}  # fmt: skip


def by_county(root: Path) -> dict[str, dict[tuple[str, int], str]]:
    """A workbook with a sheet for each county, some rows on the wrong one; (sheet, row) → rule."""
    sheets: dict[str, list[list[str]]] = {}
    wrong: dict[tuple[str, int], str] = {}
    words = {state: word for word, state in CONTRACTS["minzheng"].states.items()}
    number = iter(range(50_000, 60_000))
    for name, own in (("西县", "abcd"), ("东县", "efgh")):
        rows = []
        for at in range(12):
            rng = random.Random(next(number))
            others = [letter for letter in COMMUNITIES if letter not in own]
            letter = rng.choice(others if at % 4 == 3 else own)
            if at % 4 == 3:
                wrong[name, at + 2] = "sheet_differs"
            row = right_case(rng, next(number)) | place(*point_in(rng, letter))
            rows.append(row | {"community_code": code_of(letter), "address": None, "state": words["closed"],
                               "class_name": "民生服务", "subclass_name": "困难救助"})  # fmt: skip
        sheets[name] = table(CONTRACTS["minzheng"], rows)
    write_xlsx(root, "民政诉求.xlsx", sheets)
    return {"民政诉求.xlsx": wrong}


def shapes(root: Path) -> dict[str, dict[int, str]]:
    """Layers in which some features are no points; file → number of the feature → rule."""
    rows = [
        _apart(70_000 + k, "shijian") | {"class_name": "市场监管", "subclass_name": "消费纠纷"}
        for k in range(9)
    ]
    path = write_geojson(root, rows)
    layer = json.loads(path.read_text("utf-8"))
    x, y = 103.04, 25.04
    ring = [[x, y], [x + 0.001, y], [x, y + 0.001], [x, y]]
    others = (("LineString", ring), ("Polygon", [ring]), ("MultiPoint", ring))
    for at, (kind, coordinates) in enumerate(others):
        layer["features"][2 * at]["geometry"] = {"type": kind, "coordinates": coordinates}
    path.write_text(json.dumps(layer, ensure_ascii=False), "utf-8")
    lines = [
        _apart(71_000 + k, "zhujian") | {"class_name": "其他部件", "subclass_name": "电梯故障"}
        for k in range(6)
    ]
    columns = {c.header: [row.get(c.name) for row in lines] for c in CONTRACTS["zhujian"].columns}
    places = [shapely.Point(float(str(row["lon"])), float(str(row["lat"]))) for row in lines]
    areas = [place.buffer(1e-4) if k % 2 else place for k, place in enumerate(places)]
    gpd.GeoDataFrame(columns, geometry=areas, crs="EPSG:4326").to_parquet(root / "住建案件.parquet")
    return {path.name: {1: "geometry_kind", 3: "geometry_kind", 5: "geometry_kind"},
            "住建案件.parquet": {2: "geometry_kind", 4: "geometry_kind", 6: "geometry_kind"}}  # fmt: skip
