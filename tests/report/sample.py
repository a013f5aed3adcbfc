"""A realistic ReportData: an annual internal report with a map, and a public one with hidden cells."""

from __future__ import annotations

# Rows of data read best on one line.
# ruff: noqa: E501, RUF005
from datetime import date

from painmap.report_data import (
    ControlEffect,
    DataQuality,
    EffectEvidence,
    ExpectedPath,
    FieldFill,
    IntakeChange,
    IntervalEstimate,
    MapRow,
    Masking,
    MaskingMeasurement,
    MaskingRecall,
    MaterialTopic,
    MeasureEffect,
    MonthlySeries,
    Number,
    ObligationRow,
    Problem,
    ProcessRank,
    RejectReason,
    ReportData,
    ReportEvent,
    RuleOutcome,
    Signal,
    SourceQuality,
    Table,
    TableColumn,
    TableRow,
    TestResult,
    Trend,
)

ALL = (
    "title", "key_findings", "sources", "appeals", "surveys_external", "surveys_internal", "problems", "trends",
    "measures", "problem_map", "materials", "extra_collection", "revisions", "methodology", "ledger", "stat_tables",
    "quality",
)  # fmt: skip
PUBLIC = (
    "title", "key_findings", "sources", "appeals", "surveys_external", "problems", "trends", "problem_map",
    "methodology", "not_published",
)  # fmt: skip
COMPARED = (
    TableColumn(key="period", title="2025 год", kind="count"),
    TableColumn(key="share", title="Доля, %", kind="share", depends_on=("period",)),
    TableColumn(key="previous", title="2024 год (АППГ)", kind="count"),
    TableColumn(key="previous_share", title="Доля, АППГ, %", kind="share"),
    TableColumn(key="change", title="Изменение, ед.", kind="change", depends_on=("period", "previous")),
    TableColumn(key="change_share", title="Изменение, %", kind="change_share"),
)


def row(
    label: str, now: int, before: int, totals: tuple[int, int], code: str = "", role: str = "item"
) -> TableRow:
    cells: dict[str, Number | str] = {
        "period": Number(value=now),
        "share": Number(value=now / totals[0], base=totals[0]),
        "previous": Number(value=before),
        "previous_share": Number(value=before / totals[1], base=totals[1]),
        "change": Number(value=now - before),
        "change_share": Number(value=now / before - 1, base=before) if before else Number(mark="–"),
    }
    return TableRow(label=label, cells=cells, code=code, role=role)  # type: ignore[arg-type]


def compared(key: str, title: str, counts: list[tuple[str, int, int]], **fields: object) -> Table:
    totals = (sum(n for _, n, _ in counts), sum(b for _, _, b in counts))
    rows = [row(label, n, b, totals, code=f"{i:02d}") for i, (label, n, b) in enumerate(counts, 1)]
    rows.append(row("Всего", *totals, totals, role="total"))
    return Table(
        **{  # type: ignore[arg-type]
            "id": key, "section": "appeals", "title": title, "unit": "обращений", "columns": COMPARED,
            "rows": tuple(rows), "base": totals[0], "paragraph": "11",
            "client_kind": "internal" if key.endswith("internal") else "external", **fields,
        }
    )  # fmt: skip


CHANNELS = [
    ("Электронная почта", 212, 705), ("Официальный сайт", 486, 402), ("ВКонтакте", 148, 120), ("Телеграм", 96, 71),
    ("Единый портал государственных услуг", 812, 398), ("Секретарь (телефон)", 214, 210),
    ("Телефон доверия по противодействию коррупции", 7, 9), ("Почтовая связь", 305, 321), ("Личный приём (устно)", 170, 64),
]  # fmt: skip
TOPICS = [
    ("Предварительная запись и предоставление услуг в электронной форме", 402, 275),
    ("Внесение исправлений и изменений в записи актов гражданского состояния", 311, 290),
    ("Архивные справки о трудовом стаже и заработной плате", 298, 341),
    ("Истребование документов из других субъектов и иностранных государств", 221, 215),
    ("Организация приёма и работа отделов", 205, 188), ("Государственная регистрация рождения, установление отцовства", 164, 170),
    ("Комплектование, учёт и сохранность архивных документов", 151, 139), ("Регистрация заключения и расторжения брака", 140, 151),
    ("Бесплатная юридическая помощь", 131, 110), ("Проставление апостиля", 98, 91), ("Государственная регистрация смерти", 60, 101),
    ("Перемена имени", 41, 43), ("Иное", 228, 186),
]  # fmt: skip
REASONS = [
    ("Нарушение или превышение ожидаемого срока", 512, 498), ("Невозможность связаться или записаться", 498, 441),
    ("Отсутствие, неполнота или неясность информации", 362, 350), ("Технический сбой, недоступность или неудобство сервиса", 355, 187),
    ("Ошибка или недостоверность в документе", 290, 281), ("Избыточные требования к документам", 121, 160), ("Иное", 312, 383),
]  # fmt: skip
STAFF = [
    ("Ящик для обращений", 3, 5),
    ("Электронная почта", 41, 36),
    ("Телефон доверия", 0, 2),
    ("Личный приём руководством", 28, 22),
]
TERMS = [
    ("В срок", 2104, 1960), ("С нарушением срока", 96, 131), ("Продлено (ч. 2 ст. 12)", 41, 38),
    ("В работе, срок не истёк", 108, 74), ("В работе, срок истёк", 9, 14), ("Дата ответа не указана (требует сверки)", 92, 83),
]  # fmt: skip
OUTCOMES = [
    ("Разъяснено", 1215, 1190), ("Поддержано, меры приняты", 488, 430), ("Поддержано частично", 97, 90),
    ("Поддержано, меры не завершены", 62, 41), ("Не поддержано (отказано)", 261, 259), ("Направлено по компетенции", 205, 197),
    ("На рассмотрении", 117, 88), ("Рассмотрение прекращено по просьбе заявителя", 5, 5),
]  # fmt: skip
QUESTIONS = [
    ("Доступность", (4, 8, 20, 38, 30)), ("Понятность и удобство", (6, 12, 26, 34, 22)), ("Возможность записи на приём", (18, 22, 25, 21, 14)),
    ("Информирование", (7, 13, 30, 30, 20)), ("Оптимальность количества документов", (9, 15, 29, 29, 18)),
    ("Оперативность получения результата", (8, 14, 22, 33, 23)),
]  # fmt: skip


STAFF_QUESTIONS = [
    ("Отношения в коллективе", (2, 4, 14, 40, 40)),
    ("Уровень автоматизации", (21, 25, 24, 20, 10)),
]
AGENCY = "Министерства юстиции Республики Дагестан"


def tables() -> dict[str, Table]:
    found = [
        compared("sources", "Источники данных", [("Реестр обращений", 2450, 2300), ("Опрос внешних клиентов", 412, 398), ("Опрос сотрудников", 130, 128)], section="sources", unit="записей", client_kind="all", paragraph=""),
        compared("channels-people-external", "Количество обратившихся по каналам поступления", CHANNELS, unit="человек", notes=("Доли рассчитаны по каналам, предусмотренным пунктом 8.",)),
        compared("channels-appeals-external", "Количество обращений по каналам поступления", CHANNELS),
        compared("channels-people-internal", "Количество обратившихся по каналам поступления", STAFF, unit="человек"),
        compared("reasons-external", "Основные причины обращений", REASONS),
        compared("topics-external", "Обращения по тематике", TOPICS),
        compared("terms-external", "Соблюдение сроков рассмотрения", TERMS),
        Table(
            id="waiting-external", section="appeals", title="Время ожидания ответа", unit="дней", client_kind="external", paragraph="11",
            columns=tuple(TableColumn(key=k, title=t, kind="days") for k, t in (("period", "2025 год"), ("previous", "2024 год (АППГ)"))) + (TableColumn(key="change", title="Изменение", kind="days"),),
            rows=(
                TableRow(label="Медиана", cells={"period": Number(value=17), "previous": Number(value=19), "change": Number(value=-2)}),
                TableRow(label="Среднее за первые 30 дней", cells={"period": Number(value=16.42), "previous": Number(value=17.9), "change": Number(value=-1.48)}),
            ),
        ),
        compared("outcomes-external", "Результаты рассмотрения обращений", OUTCOMES),
        compared("complaints-external", "Решения по жалобам", [("Удовлетворены", 188, 170), ("Удовлетворены частично", 41, 44), ("Отказано", 205, 214), ("На рассмотрении", 66, 40)], unit="жалоб"),
    ]  # fmt: skip
    found += [distribution("minyust-rd-external", i, q, s, 412) for i, (q, s) in enumerate(QUESTIONS, 1)]
    found += [
        distribution("minyust-rd-internal", i, q, s, 130) for i, (q, s) in enumerate(STAFF_QUESTIONS, 1)
    ]
    found += [
        summary("minyust-rd-external", QUESTIONS, 412),
        summary("minyust-rd-internal", STAFF_QUESTIONS, 130),
    ]
    return {table.id: table for table in found}


def summary(study: str, questions: list[tuple[str, tuple[int, ...]]], n: int) -> Table:
    kind = "internal" if study.endswith("internal") else "external"
    rows = tuple(
        TableRow(
            label=title,
            code=f"q{i:02d}",
            cells={
                "n": Number(value=n),
                "mean": Number(value=sum(k * s for k, s in enumerate(shares, 1)) / 100),
            },
        )
        for i, (title, shares) in enumerate(questions, 1)
    )
    columns = (
        TableColumn(key="n", title="Ответов", kind="count"),
        TableColumn(key="mean", title="Средний балл", kind="score"),
    )
    return Table(
        id=f"survey-{study}-summary",
        section=f"surveys_{kind}",
        title=f"Оценки по шкалам: Опрос клиентов {AGENCY}",
        unit="ответов",
        base=n,
        client_kind=kind,
        columns=columns,
        rows=rows,
    )  # type: ignore[arg-type]


def distribution(study: str, number: int, title: str, shares: tuple[int, ...], n: int) -> Table:
    kind = "internal" if study.endswith("internal") else "external"
    labels = (
        "1 – совсем не удовлетворён",
        "2 – скорее не удовлетворён",
        "3 – отчасти",
        "4 – скорее удовлетворён",
        "5 – полностью удовлетворён",
    )
    rows = tuple(
        TableRow(
            label=label,
            code=str(i),
            cells={"period": Number(value=round(n * s / 100)), "share": Number(value=s / 100, base=n)},
        )
        for i, (label, s) in enumerate(zip(labels, shares, strict=True), 1)
    )
    return Table(
        id=f"survey-{study}-q{number:02d}", section=f"surveys_{kind}", title=title, unit="ответов", base=n, client_kind=kind,
        columns=COMPARED[:2], rows=rows, paragraph="14",
    )  # fmt: skip


PROBLEMS = [
    ("p06", "Сложность дозвониться до отделов ЗАГС и архивов", "problem", 148, 101, "high", "high", "growth"),
    ("p02", "Ошибки и разночтения в написании имён и отчеств в записях актов", "problem", 137, 131, "high", "high", "no_change"),
    ("p07", "Отказы и «зависание» заявлений на Едином портале", "problem", 115, 62, "high", "high", "growth"),
    ("p01", "Невозможность записаться в отдел ЗАГС на удобную дату", "problem", 103, 168, "high", "middle", "decline"),
    ("p04", "Длительная подготовка архивных справок о стаже и заработной плате", "problem", 99, 129, "middle", "middle", "decline"),
    ("p03", "Длительное истребование документов из других регионов и государств", "problem", 81, 88, "middle", "middle", "insufficient"),
    ("p05", "Отсутствие в архивах документов ликвидированных организаций", "problem", 80, 76, "middle", "middle", "insufficient"),
    ("p11", "Незнание права на бесплатную юридическую помощь, отказы в ней", "problem", 68, 55, "middle", "high", "insufficient"),
    ("p08", "Требование документов, не предусмотренных регламентом", "problem", 44, 55, "low", "middle", "insufficient"),
    ("p14", "Потребность в выездном приёме ЗАГС и архива в горных районах", "need", 45, 33, "low", "middle", "insufficient"),
    ("p09", "Невозможность зарегистрировать смерть в выходные и праздничные дни", "problem", 12, 34, "low", "low", "decline"),
]  # fmt: skip


def wilson(k: int, n: int) -> tuple[float, float]:
    z, p = 1.959964, k / n
    centre, half = p + z * z / 2 / n, z * (p * (1 - p) / n + z * z / 4 / n / n) ** 0.5
    return (centre - half) / (1 + z * z / n), (centre + half) / (1 + z * z / n)


def problems() -> tuple[Problem, ...]:
    found = []
    for index, (key, title, kind, now, before, level, priority, verdict) in enumerate(PROBLEMS):
        low, high = wilson(now, 1145)
        found.append(
            Problem(
                id=key, title=title, client_kind="external", kind=kind, lineage="new" if key == "p07" else "continued",  # type: ignore[arg-type]
                appeals=Number(value=now + 9), clients=Number(value=now), previous_clients=Number(value=before),
                share=Number(value=now / 1145, base=1145), ci_low=low, ci_high=high, prevalence=level, priority=priority,  # type: ignore[arg-type]
                score=70 - 4 * index, is_on_border=key == "p01", verdict=verdict,  # type: ignore[arg-type]
                quotes=("звоню неделю, или занято или сбрасывают", "на сайте три телефона, ни один не отвечает, [ИМЯ] обещала перезвонить")[: 2 - index % 2] if index < 4 else (),
            )
        )  # fmt: skip
    for key, title, now, before, level in (
        ("p15", "Сбои и медленная работа системы регистрации актов", 31, 36, "high"),
        ("p16", "Нехватка бланков, принтеров, картриджей", 21, 27, "middle"),
        ("p18", "Долгое оформление справок и отпусков кадровой службой", 4, 3, "low"),
    ):
        low, high = wilson(now, 118)
        found.append(
            Problem(
                id=key, title=title, client_kind="internal", kind="problem", lineage="continued", appeals=Number(value=now),
                clients=Number(value=now), previous_clients=Number(value=before), share=Number(value=now / 118, base=118),
                ci_low=low, ci_high=high, prevalence=level, priority="middle", score=40, is_single=now < 5,  # type: ignore[arg-type]
            )
        )  # fmt: skip
    return tuple(found)


def result(now: int, before: int, verdict: str, spread: float = 0.25, **fields: object) -> TestResult:
    effect = now / before
    return TestResult(
        **{  # type: ignore[arg-type]
            "test": "counts", "effect_kind": "ratio", "effect": effect, "ci_low": effect / (1 + spread), "ci_high": effect * (1 + spread),
            "p": 0.004, "q": 0.0004 if verdict != "insufficient" else 0.31, "dispersion": 1.62, "rho": 0.21, "n": 36, "total": now,
            "total_before": before, "detectable": 1.4, "verdict": verdict, "reason": "интервал слишком широк" if verdict == "insufficient" else "", **fields,
        }
    )  # fmt: skip


def trends() -> tuple[Trend, ...]:
    found = [
        Trend(
            family="totals",
            code="appeals",
            label="Все обращения",
            client_kind="external",
            result=result(2450, 2300, "no_change", 0.09),
        )
    ]
    verdicts = ["growth", "no_change", "decline", "no_change", *["insufficient"] * 9]
    found += [
        Trend(
            family="topics",
            code=f"{i:02d}",
            label=label,
            client_kind="external",
            result=result(n, b, v, 0.12 + 0.04 * i),
        )
        for i, ((label, n, b), v) in enumerate(zip(TOPICS, verdicts, strict=True), 1)
    ]
    found += [
        Trend(family="problems", code=key, label=title, client_kind="external", result=result(n, b, v, 0.2))
        for key, title, _, n, b, _, _, v in PROBLEMS
    ]
    found += [
        Trend(family="problems", code="p15", label="Сбои и медленная работа системы регистрации актов", client_kind="internal", note="возможен эффект учёта", result=result(31, 36, "insufficient", 0.6)),
        Trend(family="shares", code="in_time", label="Доля ответов в срок", client_kind="external", result=TestResult(test="newcombe", effect_kind="difference", effect=0.021, ci_low=0.004, ci_high=0.038, p=0.012, q=0.03, n=4500, total=None, verdict="growth")),
    ]  # fmt: skip
    return tuple(found)


def series() -> dict[str, MonthlySeries]:
    months = tuple(date(y, m, 1) for y in (2023, 2024, 2025) for m in range(1, 13))
    base = [150 + (i * 37) % 41 + (50 if m.month in (6, 7, 8) else 0) + i for i, m in enumerate(months)]
    found = {
        "totals-external": MonthlySeries(
            id="totals-external", title="Все обращения", months=months, values=tuple(float(v) for v in base[:-1]) + (None,),
            expected=tuple(160.0 + 1.1 * i + (45 if m.month in (6, 7, 8) else 0) for i, m in enumerate(months)),
        )
    }  # fmt: skip
    for key, title, *_ in PROBLEMS:
        values = tuple(float(4 + (i * 7 + len(key + title)) % 9) for i in range(36))
        path = tuple(7.5 + (m.month in (6, 7, 8)) for m in months)
        found[f"problems-external-{key}"] = MonthlySeries(
            id=f"problems-external-{key}", title=title, months=months, values=values,
            expected=(None,) * 12 + path[12:], expected_low=(None,) * 12 + tuple(v - 4.5 for v in path[12:]),
            expected_high=(None,) * 12 + tuple(v + 5.5 for v in path[12:]),
            break_month=date(2025, 3, 1) if key == "p07" else None,
            measures=(date(2025, 3, 1),) if key == "p01" else (),
        )  # fmt: skip
    return found


TESTS = {
    "counts": "сравнение с теми же месяцами прошлого года",
    "newcombe": "разность долей",
    "unknown_date": "изменение уровня с неизвестной даты",
}


def breaks() -> tuple[Trend, ...]:
    """A change found at a date that nobody knew, and a series without one."""
    found = result(
        98, 41, "growth", 0.3, test="unknown_date", change_date=date(2025, 3, 1), change_from=date(2024, 11, 1),
        change_to=date(2025, 4, 1),
    )  # fmt: skip
    none = result(80, 76, "insufficient", 0.5, test="unknown_date")
    return tuple(
        Trend(family="problems", code=key, label=title, client_kind="external", result=one)
        for (key, title, *_), one in zip((PROBLEMS[2], PROBLEMS[6]), (found, none), strict=True)
    )


def signals() -> tuple[Signal, ...]:
    return (
        Signal(
            family="problems", code="p06", label=PROBLEMS[0][1], client_kind="external", month=date(2025, 12, 1),
            value=21, expected=9.4, bound=17.2,
        ),
    )  # fmt: skip


def evidence() -> EffectEvidence:
    """A measure since March 2025: what was counted, what was expected, a control series."""
    since = tuple(date(2025, m, 1) for m in range(3, 13))
    path = ExpectedPath(
        months=since, observed=(8.0,) * 10, expected=(11.0,) * 10, low=(8.5,) * 10, high=(14.0,) * 10
    )
    return EffectEvidence(
        path=path,
        avoided=IntervalEstimate(value=30, ci_low=4, ci_high=61),
        control=ControlEffect(
            code="p05", label=PROBLEMS[6][1], own=IntervalEstimate(value=1.02, ci_low=0.8, ci_high=1.3),
            relative=IntervalEstimate(value=0.75, ci_low=0.6, ci_high=0.93),
        ),
        notes=("месяц введения не учитывается",),
    )  # fmt: skip


def months(*values: int | str) -> tuple[Number, ...]:
    """Records of the months; a sign where there are none."""
    return tuple(Number(mark=v) if isinstance(v, str) else Number(value=v) for v in values)  # type: ignore[arg-type]


def quality() -> DataQuality:
    """A register with every fault, a mailbox without a file for December, a survey of two months."""
    register = SourceQuality(
        id="register",
        title="Реестр обращений",
        files=2,
        data=2270,
        kept=2250,
        rejected=12,
        superseded=8,
        other=31,
        renewed=40,
        records=2210,
        mailings=2,
        mailing_letters=57,
        linked=9,
        mended=(("", "день и месяц переставлены обратно", 14),),
        set_aside=(("Дата ответа заявителю", "раньше регистрации", 3),),
        reasons=(
            RejectReason(
                column="Результат",
                reason="значение не описано в формате",
                remedy="впишите его в params/formats/x.yaml",
                rows=9,
            ),
            RejectReason(
                column="", reason="нет регистрационного номера", remedy="внесите номер в источнике", rows=3
            ),
        ),
        fields=(
            FieldFill(field="topic_code", title="Тема", filled=2100, base=2210),
            FieldFill(field="reason_code", title="Причина", filled=None, base=2210),
            FieldFill(field="unit", title="Подразделение", filled=310, base=2210),
        ),
        months=months(180, 190, 185, 170, 175, 180, 190, 0, 210, 230, 250, 250),
        previous_months=months(*["…"] * 6, 160, 170, 165, 180, 190, 150),
    )
    mail = SourceQuality(
        id="mail", title="Почтовый ящик", files=1, data=240, kept=240, records=240, linked=0,
        fields=(
            FieldFill(field="topic_code", title="Тема", filled=None, base=240),
            FieldFill(field="reason_code", title="Причина", filled=None, base=240),
            FieldFill(field="unit", title="Подразделение", filled=None, base=240),
        ),
        months=months(20, 25, 15, 20, 20, 20, 20, 20, 30, 25, 25, "…"), previous_months=months(*[20] * 12),
    )  # fmt: skip
    survey = SourceQuality(
        id="survey", title="Опрос внешних клиентов", is_survey=True, files=1, data=412, kept=412, records=412,
        months=months(*["–"] * 9, 300, 112, "–"), previous_months=months(*["–"] * 9, 290, 108, "–"),
    )  # fmt: skip
    return DataQuality(
        year=2025, months=tuple(date(2025, m, 1) for m in range(1, 13)),
        previous_months=tuple(date(2024, m, 1) for m in range(1, 13)), sources=(register, mail, survey),
        changes=(
            IntakeChange(source_id="register", title="Реестр обращений", accepted_date=date(2026, 1, 20), rows_then=4300, rows_now=4310, rows_new=14, rows_gone=4, warnings=("Реестр обращений: пропали принятые строки: 4 из 4300.",)),
            IntakeChange(source_id="mail", title="Почтовый ящик", rows_now=480),
        ),
    )  # fmt: skip


def internal(**changes: object) -> ReportData:
    found = problems()
    rows = tuple(
        MapRow(
            number=i, problem_id=p.id, title=p.title, client_kind=p.client_kind, prevalence=p.prevalence, priority=p.priority,
            measure="Ввести единый многоканальный номер с переадресацией в отделы и учётом пропущенных вызовов" if p.id == "p06" else "",
            responsible="Отдел организации деятельности ЗАГС" if p.id == "p06" else "", due="2026-09-01" if p.id == "p06" else "",
            status="confirmed" if p.id == "p06" else "proposed",
        )
        for i, p in [*enumerate([p for p in found if p.client_kind == "external"], 1), *enumerate([p for p in found if p.client_kind == "internal"], 1)]
    )  # fmt: skip
    fields: dict[str, object] = {
        "agency_id": "minyust-rd", "agency_title": "Министерство юстиции Республики Дагестан",
        "agency_title_genitive": "Министерства юстиции Республики Дагестан", "agency_title_short": "Минюст РД", "region": "Республика Дагестан",
        "order_title": "Порядок сбора и анализа обратной связи от клиентов Министерства юстиции Республики Дагестан",
        "order_reference": "приказ 2024 г., дата и номер в тексте не заполнены", "is_order_draft": True, "people_first": True,
        "internal_clients": "государственные гражданские служащие и работники", "map_required": True, "map_ground": "пункт 15 Порядка, приложение № 3",
        "period": "2025", "previous_period": "2024", "as_of": date(2025, 12, 31), "edition": "internal", "is_demo": True,
        "ground": "пункт 12 Порядка (анализ не реже одного раза в год)",
        "signatures": (("approved", "Министр юстиции Республики Дагестан"), ("agreed", "Руководитель рабочей группы"), ("prepared", "Начальник отдела правового обеспечения")),
        "sections": ALL, "working_group_uses": ("совершенствование процессов", "развитие сайта и информационных систем", "предложения по нормативным правовым актам"),
        "tables": tables(), "series": series(), "trends": trends(), "breaks": breaks(), "signals": signals(), "tests": TESTS, "problems": found, "map_rows": rows,
        "processes": (
            ProcessRank(rank=1, process_id="zags-booking", name="Приём заявлений и запись в отделы ЗАГС", unit="Отдел ЗАГС", client_kind="external", level="high", score=78, effort=2, problem_ids=("p01", "p06", "p07")),
            ProcessRank(rank=2, process_id="archive", name="Подготовка архивных справок", unit="Архивный отдел", client_kind="external", level="middle", score=55, problem_ids=("p04", "p05")),
            ProcessRank(rank=2, process_id="apostille", name="Истребование документов", unit="Отдел ЗАГС", client_kind="external", level="middle", score=52, effort=1, problem_ids=("p03",)),
            ProcessRank(rank=1, process_id="it", name="Сопровождение системы регистрации актов", unit="Отдел информатизации", client_kind="internal", level="high", score=61, effort=3, problem_ids=("p15",)),
        ),
        "measures": (
            MeasureEffect(measure_id="m01", problem_id="p01", problem_title="Невозможность записаться в отдел ЗАГС на удобную дату", measure="Запись на 60 дней вперёд, рабочая суббота", effect_date=date(2025, 3, 1), state="done", direction="decline", result=result(103, 136, "decline", 0.15), evidence=evidence()),
            MeasureEffect(measure_id="m02", problem_id="p02", problem_title="Ошибки и разночтения в записях актов", measure="Лист сверки", effect_date=date(2025, 6, 1), state="done", direction="decline", result=result(137, 131, "insufficient", reason="после меры прошло 7 месяцев из 12")),
        ),
        "rules": (
            RuleOutcome(id="significant_number", paragraph="19", outcome=False, conditions=(("Отрицательные отзывы, клиентов за квартал", "41", "≥ 20", True), ("Превышение среднего четырёх кварталов", "8 %", "≥ 25 %", False), ("Доля оценок 1–2", "сведения не представлены", "≥ 25 % при n ≥ 30", None))),
        ),
        "materials": (MaterialTopic(topic_code="13", topic_title="Бесплатная юридическая помощь", requests=Number(value=21), quarter="2025-Q3"),),
        "obligations": (
            ObligationRow(paragraph="11", quote="количество обратившихся по каждому каналу", asks="Число и доля обратившихся по каналам", section="appeals", status="reported"),
            ObligationRow(paragraph="15", quote="по результатам анализа составляется карта проблем", asks="Карта проблем по приложению № 3", section="problem_map", status="reported"),
            ObligationRow(paragraph="18", quote="размещается на официальном сайте не реже одного раза в год", asks="Публикация", section="", status="organisational"),
        ),
        "masking": Masking(
            counts=(("фамилии, имена, отчества", 1311), ("телефоны", 942), ("адреса электронной почты", 120)),
            measurements=(
                MaskingMeasurement(
                    corpus="synthetic", measured_on=date(2026, 11, 22), texts=1500, other_masked=0.0048,
                    recalls=(MaskingRecall(title="телефоны", n=488, recall=0.9892), MaskingRecall(title="СНИЛС", n=101, recall=1)),
                ),
            ),
        ),
        "quality": quality(),
        "events": (
            ReportEvent(day=date(2024, 7, 1), title="переход с журнала на систему электронного документооборота", client_kinds=("external", "internal")),
            ReportEvent(day=date(2025, 3, 30), title="547-ФЗ: электронная почта не является каналом 59-ФЗ", client_kinds=("external",), channels=("email",)),
        ),
        "parameters": {"Распространённость, внешние клиенты: высокая, не менее": 0.09, "shares": {"one_decimal_from": 100, "whole_from": 20, "counts_only_from": 10}},
        "comments": {"sources": ("В реестре за январь отсутствуют сведения о 12 обращениях.",)},
    }  # fmt: skip
    fields.update(changes)
    return ReportData(**fields)  # type: ignore[arg-type]


def public() -> ReportData:
    """The same figures with small counts hidden, without quotes and internal sections."""
    report = internal()
    hidden = Number(mark="X")

    def censor(table: Table) -> Table:
        def safe(r: TableRow) -> TableRow:
            n = r.cells.get("period")
            small = isinstance(n, Number) and n.value is not None and 0 < n.value < 10
            return r.model_copy(update={"cells": dict.fromkeys(r.cells, hidden)}) if small else r

        return table.model_copy(update={"rows": tuple(safe(r) for r in table.rows)})

    return report.model_copy(
        update={
            "edition": "public", "sections": PUBLIC, "tables": {k: censor(t) for k, t in report.tables.items()},
            "problems": tuple(p.model_copy(update={"quotes": ()}) for p in report.problems), "masking": None, "quality": None, "measures": (), "breaks": (), "signals": (),
            "hidden": {"channels-people-external": 6, "channels-people-internal": 6}, "comments": {},
        }
    )  # fmt: skip
