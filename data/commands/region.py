"""``new-region`` starts another region from its boundaries and its register."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from data.commands.parts import Commands, add_command
from data.settings import Settings

_DATUMS = ("CGCS2000", "WGS84", "GCJ02", "BD09")
_LEVELS = ("county", "street", "community")


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    new = add_command(
        commands,
        "new-region",
        "由边界和名录建一个新区域 Start another region from boundaries and register",
        "边界可以是县、街道或社区一级，之上各级由合并得到，之下各级在其中示意生成。完成后用 ONEMAP_REGION 指向它。 "
        "The boundaries may be of counties, streets or communities: levels above become their unions, levels below are "
        "made up inside them and marked. Point ONEMAP_REGION to the folder afterwards.",
    )
    new.add_argument(
        "--boundaries", type=Path, required=True, metavar="FILE",
        help="一级边界，有代码列（GeoJSON、GPKG、zip Shapefile、KML、GeoParquet） polygons of one level with a column of codes",
    )  # fmt: skip
    new.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="区域文件夹 the region folder to make"
    )
    new.add_argument("--datum", choices=_DATUMS, required=True, help="边界的坐标系 datum of the boundaries")
    new.add_argument(
        "--register", type=Path, metavar="FILE",
        help="行政区划名录（CSV、Excel）：代码、名称，最好有级别、上级代码、人口 "
        "table of divisions: code, name, at best level, parent, population",
    )  # fmt: skip
    new.add_argument(
        "--levels", nargs="+", default=[], metavar="LEVEL=CODE:NAME", type=_level,
        help="一行一个社区、各级在各列时，各级的代码列与名称列；没有名录时取自边界文件 "
        "columns of each level where a row holds its whole ancestry; without a register those of the boundaries",
    )  # fmt: skip
    new.add_argument(
        "--settings", type=Path, metavar="FILE",
        help="名称、级别称谓、类别、托管区，写法同 region.toml "
        "names, levels, categories, managed zones in the form of region.toml",
    )  # fmt: skip
    new.add_argument(
        "--census", type=Path, metavar="FILE",
        help="各县人口 county_code, population（名录或边界有人口列时不需要 not needed where those have a population）",
    )  # fmt: skip
    new.add_argument(
        "--context",
        type=Path,
        metavar="FILE",
        help="地图背景：邻区、河流 neighbours and rivers behind the map",
    )
    new.add_argument(
        "--definitions",
        type=Path,
        metavar="DIR",
        help="以此文件夹中的定义代替模板 definition files instead of the templates",
    )
    for name, words in (
        ("name", "区域名称 name of the region"), ("name-en", "英文名称 its name in English"),
        ("adcode", "区域代码 its code"), ("province", "所在省 its province"), ("timezone", "时区 time zone"),
        ("layer", "多图层文件取哪一层 layer of the boundaries"), ("code-column", "代码列 column of codes"),
        ("source", "边界来源 who supplied the boundaries"), ("date", "边界日期 date of the boundaries"),
    ):  # fmt: skip
        new.add_argument(f"--{name}", default="", help=words)
    new.add_argument(
        "--grids", type=int, help="示意网格总数 made-up grids in all (每 480 人一个 one for 480 people)"
    )
    new.add_argument(
        "--seed", type=int, default=1, help="示意部分的随机种子 seed of what is made up (%(default)s)"
    )
    new.set_defaults(run=_run)


def _level(text: str) -> tuple[str, tuple[str, str]]:
    level, _, columns = text.partition("=")
    code, _, name = columns.partition(":")
    if level not in _LEVELS or not code or not name:
        raise argparse.ArgumentTypeError(f"{text}: LEVEL=CODE:NAME, {', '.join(_LEVELS)}")
    return level, (code, name)


def _run(options: argparse.Namespace, _settings: Settings) -> int:
    from data.new_region import NewRegion, build_region

    print("建立区域 Forming the region …", file=sys.stderr)
    built = build_region(
        NewRegion(
            boundaries=options.boundaries,
            out=options.out,
            datum=options.datum,
            register=options.register,
            levels=dict(options.levels),
            settings=options.settings,
            census=options.census,
            context=options.context,
            definitions=options.definitions,
            layer=options.layer or None,
            code_column=options.code_column or None,
            words={
                key: getattr(options, key) for key in ("name", "name_en", "adcode", "province", "timezone")
            },
            grids=options.grids,
            seed=options.seed,
            source=options.source,
            date=options.date,
        )
    )
    for note in built.notes:
        print(f"· {note}", file=sys.stderr)
    counted = " · ".join(f"{level} {count:,}" for level, count in built.units.items())
    print(f"✓ {built.folder}: {counted}")
    print(
        f"  {built.level} 为给定边界，更细的为示意 given; finer levels are made up\n"
        "  接下来：看过 region.toml、departments.toml、assessment.toml、limits.csv，再 Next: look through these, then\n"
        f"    ONEMAP_REGION={built.folder} ONEMAP_HOME=… python -m data demo|receive …"
    )
    return 0
