"""Names of divisions as a map shows them, in both languages."""

from __future__ import annotations

import pandas as pd
import pytest

from data.new_region.names import display_name, english_name, kind_of
from scripts.derive_register import register


@pytest.mark.parametrize(
    ("level", "official", "kind", "name", "english"),
    [
        ("community", "潇湘社区居民委员会", "居委会", "潇湘社区", "Xiaoxiang Community"),
        ("community", "开源居委会", "居委会", "开源社区", "Kaiyuan Community"),
        ("community", "后山村民委员会", "村委会", "后山村", "Houshan Village"),
        ("community", "黑土村村民委员会", "村委会", "黑土村", "Heitu Village"),
        ("community", "小村村委会", "村委会", "小村", "Xiaocun Village"),
        ("street", "南宁街道", "街道", "南宁街道", "Nanning Subdistrict"),
        ("street", "张安屯街道", "街道", "张安屯街道", "Zhang'antun Subdistrict"),
        ("street", "长底布依族乡", "乡", "长底布依族乡", "Changdi Bouyei Township"),
        (
            "street",
            "高良壮族苗族瑶族乡",
            "乡",
            "高良壮族苗族瑶族乡",
            "Gaoliang Zhuang, Miao and Yao Township",
        ),
        ("county", "宣威市", "市", "宣威市", "Xuanwei City"),
    ],
)
def test_a_division_gets_its_names(level: str, official: str, kind: str, name: str, english: str) -> None:
    assert kind_of(level, official) == kind
    assert display_name(level, official) == name
    assert english_name(name, kind) == english


def test_the_register_takes_one_prefecture_and_sorts_by_code() -> None:
    counties = pd.DataFrame(
        {"code": ["110101", "530302"], "name": ["东城区", "麒麟区"], "cityCode": ["1101", "5303"]}
    )
    streets = pd.DataFrame(
        {"code": ["530302001"], "name": ["南宁街道"], "areaCode": ["530302"], "cityCode": ["5303"]}
    )
    villages = pd.DataFrame(
        {
            "code": ["530302001001"],
            "name": ["潇湘社区居民委员会"],
            "streetCode": ["530302001"],
            "cityCode": ["5303"],
        }
    )
    table = register(counties, streets, villages, "530300")
    assert list(table["code"]) == ["530302", "530302001", "530302001001"]
    assert list(table["parent_code"]) == ["530300", "530302", "530302001"]
    assert table.iloc[2][["pinyin", "initials"]].tolist() == ["xiaoxiangshequ", "xxsq"]
