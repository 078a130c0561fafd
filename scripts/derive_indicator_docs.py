"""Write the tables of ``docs/indicators.md`` from the region's ``indicators.toml`` and ``assessment.toml``.

``python -m scripts.derive_indicator_docs`` rewrites what stands between the two markers; a test holds page and
definitions equal.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from data.definitions import Definitions, parse_definitions, read_definition_texts
from data.settings import Settings
from governance.assessment import Assessment
from governance.indicators import Indicator
from views.figures import part_name

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "indicators.md"
REGION = Settings.from_env().region_dir
BEGIN, END = "<!-- definitions: begin (make docs) -->", "<!-- definitions: end -->"


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _indicator(i: Indicator) -> str:
    parts = part_name(i.numerator, "zh") + (f" ÷ {part_name(i.denominator, 'zh')}" if i.denominator else "")
    names = f"{i.name}<br>{i.name_en}"
    meaning = f"{i.definition}<br>{i.definition_en}"
    return _row((f"`{i.id}`", names, parts, i.unit, i.period, meaning, i.source, i.version))


def _schemes(known: Assessment, definitions: Definitions) -> list[str]:
    lines = [f"## 考核 Assessment（{known.version}）", "", f"{known.source}。{known.source_en}.", ""]
    for scheme in known.schemes:
        category = definitions.category(scheme.category)
        lines += [
            f"### {category.name} {category.name_en}",
            "",
            f"{scheme.emphasis}。{scheme.emphasis_en}.",
            "",
        ]
        lines += [_row(("指标 indicator", "权重 weight", "起点 floor", "目标 target")), _row(("---",) * 4)]
        lines += [
            _row((f"{x.indicator.name} `{x.indicator.id}`", f"{x.weight:g}", f"{x.floor:g}", f"{x.target:g}"))
            for x in scheme.lines
        ]
        lines.append("")
    return lines


def tables() -> str:
    """The generated part of the page."""
    definitions = parse_definitions(read_definition_texts(REGION))
    registry = definitions.indicators
    head = ("id", "名称 name", "分子 ÷ 分母", "单位", "计入期", "定义 definition", "来源 source", "版本")
    lines = [
        f"## 指标 Indicators（{registry.version}）",
        "",
        _row(head),
        _row(("---",) * len(head)),
        *(_indicator(i) for i in registry.indicators),
        "",
    ]
    if definitions.assessment:
        lines += _schemes(definitions.assessment, definitions)
    return "\n".join(lines)


def renewed(page: str) -> str:
    """The page with its tables written anew."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{tables()}\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text("utf-8")), "utf-8")
