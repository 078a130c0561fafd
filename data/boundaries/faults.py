"""What can be wrong with an official boundary file, in plain words, by unit and place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

FaultLevel = Literal["error", "warning", "note"]


@dataclass(frozen=True)
class Kind:
    """A kind of fault: its weight and its words over ``{what} {detail}``."""

    level: FaultLevel
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str


KINDS: dict[str, Kind] = {
    "code_missing": Kind(
        "error", "名录中有、文件中没有", "In the register, not in the file",
        "补上这些单元的图形，或先更新行政区划名录（divisions.csv）",
        "Add their shapes, or bring the register (divisions.csv) up to date first",
    ),
    "code_unknown": Kind(
        "error", "文件中有、名录中没有", "In the file, not in the register",
        "核对代码；新设的单元先写进名录（divisions.csv）", "Check the codes; put new units into divisions.csv first",
    ),
    "code_blank": Kind(
        "error", "有图形没有代码（要素 {detail}）", "A shape without a code (feature {detail})",
        "补上代码", "Fill in the codes",
    ),
    "parts_joined": Kind(
        "note", "由 {detail} 个要素合成", "Joined from {detail} features",
        "如为飞地，无须处理", "Nothing to do where the unit has exclaves",
    ),
    "not_polygon": Kind(
        "error", "不是面", "Not a polygon", "只保留面要素", "Keep polygons only",
    ),
    "shape_broken": Kind(
        "error", "图形自相交：{detail}", "The shape crosses itself: {detail}",
        "在制图软件中修复几何后重新导出", "Repair the geometry where it was drawn and export it again",
    ),
    "overlap": Kind(
        "error", "互相重叠 {detail}", "Overlap by {detail}",
        "改正公共边界，使相邻单元共用同一条线", "Correct the common border: neighbours share one line",
    ),
    "gap": Kind(
        "error", "之间有空隙 {detail}", "A gap of {detail} between them",
        "改正公共边界，补上空隙", "Correct the common border and close the gap",
    ),
    "mended": Kind(
        "note", "细缝与细小重叠已并拢：{detail}", "Slivers were closed: {detail}",
        "无须处理", "Nothing to do",
    ),
    "not_exact": Kind(
        "error", "公共边界对不齐", "The common border does not match",
        "相邻单元的公共边界请用同一组折点", "Give neighbours the same vertices along their border",
    ),
    "datum_unknown": Kind(
        "error", "看不出坐标系：{detail}", "The datum cannot be told: {detail}",
        "请向提供单位问清后选定坐标系", "Ask the supplier and choose the datum",
    ),
    "datum_doubted": Kind(
        "error", "选定的坐标系与图形不符：{detail}", "The chosen datum contradicts the shapes: {detail}",
        "改选识别出的坐标系，或请提供单位核实", "Choose the datum that was found, or ask the supplier",
    ),
    "datum_found": Kind(
        "note", "坐标系识别为 {detail}", "The datum was found to be {detail}", "无须处理", "Nothing to do",
    ),
    "no_crs": Kind(
        "warning", "文件没有写明坐标参考，按经纬度读取", "The file names no coordinate system; read as degrees",
        "请提供单位补上 .prj 或坐标参考", "Ask for the .prj or the coordinate reference",
    ),
    "outline_differs": Kind(
        "warning", "合并后的外边界与上级现有边界相差 {detail}", "Its union differs from the border in force by {detail}",
        "核对外边界；采用后上级边界随之改变", "Check the outer border; once accepted, the level above follows it",
    ),
    "outline_far": Kind(
        "error", "合并后的外边界与上级正式边界相差 {detail}", "Its union differs from the official border above by {detail}",
        "先核对范围与坐标系；上级确已调整的，先提交上级边界",
        "Check extent and datum; if the level above did change, propose that first",
    ),
    "finer_official": Kind(
        "error", "下级“{detail}”已是正式边界，本级由它合并而成", "The finer level “{detail}” is official; this one is its union",
        "请提交下级的新文件", "Propose a new file of the finer level",
    ),
    "area_jumps": Kind(
        "warning", "面积与现有边界相差悬殊：{detail}", "Its area is far from the one in force: {detail}",
        "核对代码是否张冠李戴", "Check whether codes were exchanged",
    ),
    "area_outlier": Kind(
        "warning", "面积异乎寻常：{detail}", "An area out of the ordinary: {detail}",
        "核对图形与代码，确有其事的无须处理", "Check shape and code; nothing to do if it is so",
    ),
    "people_outlier": Kind(
        "warning", "人口密度异乎寻常：{detail}", "A density out of the ordinary: {detail}",
        "核对人口数与代码，确有其事的无须处理", "Check population and code; nothing to do if it is so",
    ),
    "people_none": Kind(
        "warning", "人口为 0", "No population", "补上人口数，确无常住人口的无须处理",
        "Fill in the population; nothing to do where nobody lives",
    ),
    "seat_elsewhere": Kind(
        "warning", "已知位置落在 {detail}", "Its known place lies in {detail}",
        "核对代码与名称是否对应", "Check that codes and names belong together",
    ),
    "name_differs": Kind(
        "warning", "文件中名为“{detail}”", "Called “{detail}” in the file",
        "核对代码，或更新名录中的名称", "Check the code, or bring the register's name up to date",
    ),
    "population_differs": Kind(
        "warning", "人口合计与普查不符：{detail}", "Population does not add up to the census: {detail}",
        "文件中的人口不予采用，仍按普查分摊", "The file's population is not used; the census is shared out as before",
    ),
    "orphan_grid": Kind(
        "error", "所属社区不在名录中：{detail}", "Its community is not in the register: {detail}",
        "改正网格代码（社区代码 + 3 位序号）或所属社区列", "Correct the grid's code (community code + 3 digits) or its community",
    ),
    "grid_code": Kind(
        "error", "网格代码不是社区代码加 3 位序号", "The grid's code is not a community code and three digits",
        "改正网格代码", "Correct the grid's code",
    ),
    "no_grid": Kind(
        "error", "没有网格", "Has no grid", "每个社区至少画一个网格", "Draw at least one grid for every community",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong.

    Attributes
    ----------
    kind
        Key of :data:`KINDS`.
    units
        Codes concerned; empty when the file as a whole is meant.
    detail, detail_en
        What fills the kind's words.
    area_m2, place
        How large, and (lon, lat) where; None where it has no place.
    """

    kind: str
    units: tuple[str, ...] = ()
    detail: str = ""
    detail_en: str = ""
    area_m2: float | None = None
    place: tuple[float, float] | None = None

    @property
    def level(self) -> FaultLevel:
        """How bad it is: an error keeps the file from being accepted."""
        return KINDS[self.kind].level

    def words(self, lang: str) -> str:
        """What is wrong, in ``zh`` or ``en``."""
        kind = KINDS[self.kind]
        return (kind.zh if lang == "zh" else kind.en).replace(
            "{detail}", self.detail if lang == "zh" else self.detail_en or self.detail
        )

    def remedy(self, lang: str) -> str:
        """What to do about it."""
        kind = KINDS[self.kind]
        return kind.remedy_zh if lang == "zh" else kind.remedy_en


def worst(faults: Sequence[Fault]) -> FaultLevel | None:
    """The weightiest level among faults; None when there are none."""
    found = {fault.level for fault in faults}
    for level in ("error", "warning", "note"):
        if level in found:
            return level
    return None


def square_metres(area_m2: float) -> tuple[str, str]:
    """An area in words of both languages, in a unit that suits its size."""
    if area_m2 >= 1e5:
        return f"{area_m2 / 1e6:,.2f} 平方公里", f"{area_m2 / 1e6:,.2f} km²"
    return f"{area_m2:,.0f} 平方米", f"{area_m2:,.0f} m²"
