"""``export`` writes accepted data in open formats and cases as Open311 requests."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from data.commands.parts import Commands, add_command
from data.settings import Settings

_FORMATS = ("geoparquet", "gpkg", "csv", "open311")
_DATASETS = ("incidents", "whistles", "whistle_departments", "units")


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    export = add_command(
        commands,
        "export",
        "以开放格式导出已采用的数据 Write accepted data in open formats",
        "GeoParquet、GPKG、CSV 与 Open311 GeoReport v2（JSON）。不含任何人填写的文字；时间为 UTC，坐标为 CGCS2000。 "
        "No text that somebody wrote; times in UTC, places in CGCS2000.",
    )
    export.add_argument("--out", type=Path, required=True, metavar="DIR", help="写到哪个文件夹 where to")
    export.add_argument(
        "--format", nargs="+", choices=_FORMATS, default=list(_FORMATS), help="格式 formats (全部 all)"
    )
    export.add_argument(
        "--dataset", nargs="+", choices=_DATASETS, default=list(_DATASETS), help="数据 data sets (全部 all)"
    )
    export.add_argument("--release", metavar="ID", help="哪个发布 which release (当前 the current one)")
    export.add_argument(
        "--each-request",
        action="store_true",
        help="Open311：每个案件另写一个文件 a file for each request, too",
    )
    export.set_defaults(run=_export)


def _export(options: argparse.Namespace, settings: Settings) -> int:
    from data.open_data import export_open_data
    from data.open_data.open311 import write_open311
    from data.release import open_release

    release = open_release(settings, options.release)
    formats = [form for form in options.format if form != "open311"]
    if formats:
        print(f"导出 Writing {', '.join(formats)} …", file=sys.stderr)
        for file in export_open_data(release, options.out, formats, options.dataset):
            rows = " · ".join(f"{name} {count:,}" for name, count in file.rows.items())
            print(f"✓ {file.name}  {file.bytes:,} B  {rows}")
    if "open311" in options.format:
        count = write_open311(release, options.out / "open311" / "v2", each=options.each_request)
        print(f"✓ open311/v2/requests.json  {count:,}")
    return 0
