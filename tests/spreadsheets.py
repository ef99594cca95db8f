"""Files as a Korean shop really has them: exported, opened in Excel, saved again."""

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]  # has no types

ORDER_COLUMNS = (
    *("상품주문번호", "주문번호", "주문일시", "주문상태", "구매자명", "구매자ID", "이메일"),
    *("구매자연락처", "수취인명", "수취인연락처1", "통합배송지", "우편번호", "상품명", "옵션정보"),
    *("수량", "상품가격", "총 결제금액", "결제수단", "배송메세지"),
)
MEMBER_COLUMNS = (
    *("회원번호", "이름", "휴대폰 번호", "성별", "생년월일", "가입일", "마케팅 수신동의"),
    *("등급", "메모"),
)
VISIT_COLUMNS = ("방문일", "회원번호", "매장")


def order_rows(tag: str) -> list[list[str]]:
    """Return an order list of three buyers: a bad date, an empty line and the totals at its end.

    Args:
        tag: makes its buyers other people than those of another list.
    """
    return [
        _order(
            tag, 1, "2026-03-02 14:05", "김민아", "010-2345-6781", "달항아리 뚝배기", "1", "39,000"
        ),
        _order(
            tag, 2, "2026-03-02 18:40", "이서준", "010-2345-6782", "옹기 수저받침", "2", "24,000"
        ),
        _order(tag, 3, "3월 초순", "박지우", "010-2345-6783", "무쇠 솥", "1", "1,128,000"),
        _order(tag, 4, "2026-03-04 09:12", "김민아", "010-2345-6781", "무쇠 솥", "1", "1,128,000"),
        [""] * len(ORDER_COLUMNS),
        ["합계", *[""] * 15, "1,191,000", "", ""],
    ]


def _order(
    tag: str, number: int, at: str, name: str, phone: str, product: str, count: str, paid: str
) -> list[str]:
    mail = f"{phone[-4:]}.{tag}@example.com"
    return [
        *(f"2026030{number}1234", f"2026030{number}99", at, "배송완료", name, "mina**", mail),
        *(phone, "홍길동", "010-9999-0000", "서울 서대문구 연희로 1", "03700", product, "소"),
        *(count, "39,000", paid, "신용카드", "문 앞에 놓아 주세요"),
    ]


def write_csv(
    path: Path, columns: tuple[str, ...], rows: list[list[str]], encoding: str = "cp949"
) -> Path:
    """Write a csv as Korean Excel does: CP949, ``\\r\\n`` between the lines."""
    out = io.StringIO()
    csv.writer(out).writerows([columns, *rows])
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def write_orders(path: Path, tag: str) -> Path:
    """Write an order list as csv in CP949."""
    return write_csv(path, ORDER_COLUMNS, order_rows(tag))


def write_members(path: Path, tag: str) -> Path:
    """Write a list of members as xlsx: below a title, with phone numbers that lost their zero."""
    rows: list[list[Any]] = [
        ["옹기 상회 회원 목록"],
        [],
        list(MEMBER_COLUMNS),
        [
            f"{tag}-1",
            "최하늘",
            1023456791,
            "여",
            "1990-03-15",
            date(2024, 5, 1),
            "동의",
            "VIP",
            "x",
        ],
        [
            f"{tag}-2",
            "정도윤",
            1023456792,
            "남",
            "1985-11-02",
            date(2025, 1, 9),
            "거부",
            "일반",
            "",
        ],
        [None, None, None, None, None, None, None, None, None],
        ["합계", "2명"],
    ]
    return write_xlsx(path, {"회원": rows, "안내": [["이 시트는 설명입니다"]]})


def write_visits(path: Path, tag: str, *more: str) -> Path:
    """Write a list of visits as xlsx, their dates with dots; more columns make it another list."""
    rows: list[list[Any]] = [
        [*VISIT_COLUMNS, *more],
        ["2026.03.02", f"{tag}-1", "연희점", *more],
        ["2026.03.05", f"{tag}-2", "성수점", *more],
    ]
    return write_xlsx(path, {"방문": rows})


def write_xlsx(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    """Write sheets of rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path
