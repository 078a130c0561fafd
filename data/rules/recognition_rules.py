"""Rules about what was recognised of a file: what a person settled that is not there, and what its coordinates are in."""

from __future__ import annotations

from data.problems import Rule

RECOGNITION_RULES: tuple[Rule, ...] = (
    Rule("settled_missing", "file", "error",
         "按选定的“{value}”读取，文件里却没有它{detail}", "“{value}” was settled for this file but is not in it{detail}",
         "在“认文件”一步重新选定工作表、表头行和各列", "Settle sheet, header row and columns again in the step “Recognise”",
         "data_centre"),
    Rule("datum_unknown", "file", "error",
         "没有声明坐标系，也判断不出：{detail}", "No datum is declared, and none can be told: {detail}",
         "问清坐标系后在“认文件”一步为这个文件选定", "Ask which datum it is and settle it in the step “Recognise”",
         "data_centre"),
    Rule("axes_exchanged", "file", "warning",
         "经度列与纬度列整列对调了：{value} 个点里大多数对调后才落在所填社区内",
         "Longitude and latitude have changed places: of {value} points most lie in their community only when exchanged",
         "在“认文件”一步把经度、纬度两列对调", "Exchange the two columns in the step “Recognise”",
         "data_centre"),
    Rule("datum_found", "file", "note",
         "没有声明坐标系，按点位判断为 {value}（{detail}），已据此换算",
         "No datum was declared; the points are in {value} ({detail}) and were converted accordingly",
         "与报送部门核对后写入数据合同", "Confirm it with the department and write it into the contract",
         "data_centre"),
)  # fmt: skip
