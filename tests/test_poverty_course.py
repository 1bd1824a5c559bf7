"""Lines over time that are cut where they would lie, and the movement of a year from đầu kỳ to cuối kỳ."""

from datetime import date
from decimal import Decimal

import pytest

from core.database import Database
from core.places import all_places
from core.reports.poverty import PovertyFilter, Result, poverty_results, poverty_status, summed_result
from core.reports.poverty_breaks import BASELINE
from core.reports.poverty_course import PATH_DTYPES, POINT_DTYPES, course, path_frame, point_frame
from core.reports.poverty_movement import MOVEMENT_DTYPES, RowKind, movement_frame, movement_view
from core.rules.poverty import PovertyTarget
from tests.conftest import Load
from tests.poverty_rows import JUNE, SEPTEMBER, TUY_DUC, YEAR_END, plan, result

END_2023 = date(2023, 12, 31)
Points = list[list[tuple[date, int]]]


def drawn(found: list[Result], *targets: PovertyTarget) -> tuple[Points, list[str]]:
    made = course([plan(TUY_DUC, target=target) for target in targets], found)
    return [[(point.as_of, point.poor) for point in segment] for segment in made.segments], made.reasons


def of_2024(poor_start: int | None = 3131) -> PovertyTarget:
    return PovertyTarget(2024, 16674, poor_start, 16874, 1400, Decimal("8.5"))


def test_results_of_a_year_join_the_baseline_of_its_plan() -> None:
    made = course([plan(TUY_DUC)], [result(JUNE, 2444), result(SEPTEMBER, 2053, official=False)])
    frame = point_frame(made)
    assert frame["segment"].tolist() == [0, 0, 0]
    assert frame["as_of"].tolist() == [END_2023, JUNE, SEPTEMBER]
    assert frame["poor"].tolist() == [3131, 2444, 2053]
    assert frame["rate"].tolist() == [Decimal("18.78"), Decimal("14.55"), Decimal("12.22")]
    assert frame["value_type"].tolist() == [BASELINE, "chính thức", "ước"]
    assert frame["source"].tolist() == ["97/KH-UBND (tỉnh giao)", "lô 9, dòng 2", "lô 9, dòng 2"]
    assert made.breaks == ()


def test_the_path_has_a_start_and_an_end_in_both_measures() -> None:
    frame = path_frame(course([plan(TUY_DUC)], []))
    assert frame[["as_of", "poor", "rate"]].to_numpy().tolist() == [
        [END_2023, 3131, Decimal("18.78")],
        [YEAR_END, 1731, Decimal("10.26")],
    ]


@pytest.mark.parametrize(
    ("results", "targets", "segments", "reasons"),
    [
        (
            [result(END_2023, 3120), result(JUNE, 2444, poor_start=3131)],
            [],
            [[(END_2023, 3120)], [(JUNE, 2444)]],
            [
                "Không nối 31/12/2023 với 30/06/2024: cuối năm 2023 là 3.120 hộ (chính thức),"
                " báo cáo ngày 30/06/2024 ghi đầu kỳ 3.131 hộ."
            ],
        ),
        (
            [result(END_2023, 3120), result(JUNE, 2444)],
            [of_2024()],
            [[(END_2023, 3120)], [(JUNE, 2444)]],
            [
                "Không nối 31/12/2023 với 30/06/2024: cuối năm 2023 là 3.120 hộ (chính thức),"
                " kế hoạch 97/KH-UBND (tỉnh giao) lấy số gốc 3.131 hộ."
            ],
        ),
        (
            [result(JUNE, 2444, poor_start=3120)],
            [of_2024()],
            [[(END_2023, 3131)], [(JUNE, 2444)]],
            [
                "Không nối 31/12/2023 với 30/06/2024: cuối năm 2023 là 3.131 hộ theo kế hoạch 97/KH-UBND (tỉnh giao),"
                " báo cáo ngày 30/06/2024 ghi đầu kỳ 3.120 hộ."
            ],
        ),
        (
            [result(END_2023, 3131), result(JUNE, 2444, poor_start=3131)],
            [of_2024(), of_2024(3120)],
            [[(END_2023, 3131), (JUNE, 2444)]],
            [],
        ),
        ([result(JUNE, 2444)], [of_2024(), of_2024(3120)], [[(JUNE, 2444)]], []),
        (
            [result(date(2025, 12, 31), 900), result(date(2026, 6, 30), 1900)],
            [],
            [[(date(2025, 12, 31), 900)], [(date(2026, 6, 30), 1900)]],
            [
                "Không nối 31/12/2025 với 30/06/2026: hai chuẩn nghèo khác nhau, chuẩn nghèo giai đoạn 2022–2025"
                " (Nghị định 07/2021/NĐ-CP) và chuẩn nghèo giai đoạn 2026–2030, chưa kiểm chứng."
            ],
        ),
        (
            [result(date(2022, 12, 31), 3900), result(date(2024, 1, 31), 3100)],
            [],
            [[(date(2022, 12, 31), 3900), (date(2024, 1, 31), 3100)]],
            [],
        ),
        (
            [result(date(2022, 12, 31), 3900), result(date(2024, 2, 1), 3100)],
            [],
            [[(date(2022, 12, 31), 3900)], [(date(2024, 2, 1), 3100)]],
            ["Không nối 31/12/2022 với 01/02/2024: cách nhau hơn 13 tháng, ở giữa không có số liệu."],
        ),
    ],
    ids=[
        "report against year end",
        "plan against year end",
        "report against plan",
        "one of two plans agrees",
        "plans differ and nobody reported",
        "another standard",
        "13 months",
        "more than 13 months",
    ],
)
def test_no_line_runs_where_it_would_lie(
    results: list[Result], targets: list[PovertyTarget], segments: Points, reasons: list[str]
) -> None:
    assert drawn(results, *targets) == (segments, reasons)


def test_a_baseline_counts_by_the_standard_of_its_plan() -> None:
    """A plan of 2026 starts from 31/12/2025 as counted for 2026: a line may join its baseline and its results."""
    target = PovertyTarget(2026, 17000, 2500, 17200, 500, Decimal(3))
    assert drawn([result(date(2026, 6, 30), 2300)], target) == (
        [[(date(2025, 12, 31), 2500), (date(2026, 6, 30), 2300)]],
        [],
    )


@pytest.mark.parametrize(
    ("start", "reason"),
    [
        ("60.00", "Kế hoạch 97/KH-UBND (tỉnh giao) năm 2024 không có số hộ nên không vẽ đường kế hoạch theo số hộ."),
        (
            None,
            "Kế hoạch 97/KH-UBND (tỉnh giao) năm 2024 không có số hộ nên không vẽ đường kế hoạch theo số hộ;"
            " chưa có tỷ lệ đầu năm nên cũng không vẽ được theo tỷ lệ.",
        ),
    ],
)
def test_a_plan_without_counts_has_no_path_in_households(start: str | None, reason: str) -> None:
    target = PovertyTarget(2024, rate_reduction=Decimal(8), reported_rate_start=start and Decimal(start))  # type: ignore[arg-type]
    made = course([plan(TUY_DUC, target=target)], [])
    assert (made.paths[0].poor_start, made.paths[0].poor_end) == (None, None)
    assert made.paths[0].rate_end == (Decimal(52) if start else None)
    assert made.reasons == [reason]


def test_a_province_is_drawn_by_the_sum_of_its_parts_where_it_has_no_report() -> None:
    summed = summed_result([result(JUNE, 2444), result(JUNE, 500, 20000)])
    made = course([plan(TUY_DUC, summed, PovertyTarget(2024))], [])
    assert [(point.poor, point.source) for point in made.segments[0]] == [(2944, "cộng 2 huyện, thành phố")]


def test_on_one_day_a_units_own_report_stands_before_the_sum_of_its_parts() -> None:
    summed = summed_result([result(JUNE, 2444), result(JUNE, 500, 20000)])
    made = course([plan(TUY_DUC, summed, PovertyTarget(2024))], [result(JUNE, 2950, 36800)])
    assert [(point.poor, point.source) for point in made.segments[0]] == [(2950, "lô 9, dòng 2")]


def test_nothing_gives_empty_frames_with_their_columns() -> None:
    made = course([], [])
    assert list(point_frame(made)) == list(POINT_DTYPES)
    assert list(path_frame(made)) == list(PATH_DTYPES)
    assert list(movement_frame(None)) == list(MOVEMENT_DTYPES)


# [published] Kon Tum 2022, in hộ.
KON_TUM = {"escaped": 6782, "relapsed": 13, "newly_poor": 594}


@pytest.mark.parametrize(("more", "residual"), [({"near_poor_to_poor": 169}, -40), ({}, 129)])
def test_the_movement_of_kon_tum_keeps_what_is_not_explained(more: dict[str, int], residual: int) -> None:
    """21.989 − 6.782 + 13 + 594 + 169 = 15.983, published 15.943."""
    found = movement_view(result(date(2022, 12, 31), 15943, 140000, poor_start=21989, flows={**KON_TUM, **more}))
    assert found is not None
    changes = sum(row.change or 0 for row in found.rows)
    assert (found.residual, found.closes, found.rows[0].households) == (residual, False, 21989)
    assert found.rows[0].households + changes == found.rows[-1].households == 15943


def test_flows_have_the_names_of_the_template_and_those_not_reported_are_named() -> None:
    found = movement_view(result(JUNE, 2444, poor_start=3131, flows={"escaped": 700, "relapsed": 13, "newly_poor": 0}))
    assert found is not None
    assert [(row.label, row.kind, row.households, row.change) for row in found.rows] == [
        ("Số hộ nghèo đầu kỳ", RowKind.START, 3131, None),
        ("Thoát nghèo thành cận nghèo", RowKind.DECREASE, None, None),
        ("Thoát nghèo vượt chuẩn cận nghèo", RowKind.DECREASE, 700, -700),
        ("Giảm khác", RowKind.DECREASE, None, None),
        ("Cận nghèo thành nghèo", RowKind.INCREASE, None, None),
        ("Tái nghèo", RowKind.INCREASE, 13, 13),
        ("Phát sinh mới", RowKind.INCREASE, 0, 0),
        ("Tăng khác", RowKind.INCREASE, None, None),
        ("Chênh lệch chưa giải thích", RowKind.RESIDUAL, 0, 0),
        ("Số hộ nghèo cuối kỳ", RowKind.END, 2444, None),
    ]
    assert found.not_reported == ("Thoát nghèo thành cận nghèo", "Giảm khác", "Cận nghèo thành nghèo", "Tăng khác")
    assert movement_frame(found)["households"].isna().sum() == 4


@pytest.mark.parametrize(
    "found",
    [None, result(JUNE, 2444), result(JUNE, 2444, poor_start=3131), result(JUNE, 2444, flows=KON_TUM)],
    ids=["no result", "nothing", "no flow", "no start"],
)
def test_no_movement_is_made_up(found: Result | None) -> None:
    assert movement_view(found) is None


@pytest.mark.parametrize(
    ("flows", "expected"),
    [
        (({"escaped": 5, "relapsed": 1}, {"escaped": 7, "relapsed": 0}), {"escaped": 12, "relapsed": 1}),
        (({"escaped": 5, "relapsed": 1}, {"escaped": 7}), {}),
    ],
)
def test_flows_are_summed_only_where_all_parts_report_the_same(
    flows: tuple[dict[str, int], ...], expected: dict[str, int]
) -> None:
    summed = summed_result([result(JUNE, 10, poor_start=14, flows=of_part) for of_part in flows])
    assert summed is not None
    assert {flow: households for flow, households in summed.flows.items() if households is not None} == expected
    assert summed.poor_start == 28


def test_stored_flows_reach_the_screen(database: Database, load: Load) -> None:
    header = (
        "Huyện, thành phố;Ngày số liệu;Tổng số hộ;Số hộ nghèo;Số hộ nghèo đầu kỳ;Thoát nghèo vượt chuẩn cận nghèo\n"
    )
    load(database, f"{header}Tuy Đức;30/06/2024;16.800;2.444;3.131;687\n")
    with database.read() as session:
        rows = poverty_status(session, PovertyFilter(TUY_DUC))
        results = poverty_results(session, PovertyFilter(TUY_DUC))
    own = [row for row in rows if row.place == all_places().by_code[TUY_DUC]]
    made, view = course(own, results[TUY_DUC]), movement_view(own[0].result)
    assert [[point.poor for point in segment] for segment in made.segments] == [[3131, 2444]]
    assert view is not None
    assert view.closes
