"""Each cross-check, with a file that is really broken: file, field and known values are named."""

# ruff: noqa: E501 — a case stands on one line.

from __future__ import annotations

from typing import Any

import pytest

from painmap.errors import PainmapError
from painmap.params.load import load_agency
from painmap.paths import Tree

PROFILE = "agencies/minyust-rd.yaml"
LEDGER = "obligations/minyust-rd.yaml"
FORMAT = "formats/register-two-line.yaml"
STUDY = "studies/minyust-rd-external.yaml"
FORM = "questionnaires/minyust-rd-external.yaml"
BASELINES = "baselines/minyust-rd.yaml"
PROBLEMS = "problems/minyust-rd.csv"
PROCESSES = "processes/minyust-rd.csv"
DECISIONS = "decisions/minyust-rd.csv"
EDITORIAL = "applicant_regimes: [{applicant: media, appeal_kind: request, instead_of: 59-fz, regime: media}]\nother_channels_title:"

CASES = {
    # file name == id
    "profile_id": (PROFILE, "id: minyust-rd", "id: minyust-dg", ("не совпадает с именем файла", "поле id")),
    "ledger_agency": (LEDGER, "agency: minyust-rd", "agency: minec-49", ("не совпадает с именем файла",)),
    "study_id": (STUDY, "id: minyust-rd-external", "id: other", ("не совпадает с именем файла",)),
    # duplicates
    "channel_twice": (PROFILE, "code: telegram", "code: vk", ("Канал «vk» встречается дважды", "channels")),
    "channel_title_twice": (PROFILE, "title: Почтовая связь", "title: Официальный сайт Министерства", ("Название канала", "дважды")),
    "topic_twice": (PROFILE, 'code: "02"', 'code: "01"', ("Тема «01» встречается дважды", "topics")),
    "situation_twice": (PROFILE, "units:\n", "life_situations: [{code: a, title: А}, {code: a, title: Б}]\nunits:\n", ("Жизненная ситуация «a» встречается дважды", "life_situations")),
    "situation_title_twice": (PROFILE, "units:\n", "life_situations: [{code: a, title: А}, {code: b, title: А}]\nunits:\n", ("Название жизненной ситуации", "дважды")),
    "unit_twice": (PROFILE, "- Отдел по делам архивов", "- Управление записи актов гражданского состояния", ("Подразделение", "дважды")),
    "source_twice": (PROFILE, "id: survey-internal", "id: survey-external", ("Источник «survey-external»", "дважды")),
    "edition_twice": (PROFILE, "edition: public", "edition: internal", ("year, internal» встречается дважды", "editions")),
    "paragraph_twice": (LEDGER, 'paragraph: "8"', 'paragraph: "7"', ("Пункт акта «7» встречается дважды",)),
    "section_twice": (PROFILE, "[title, key_findings, sources", "[title, title, sources", ("Раздел отчёта «title»", "editions[1].sections")),
    "question_twice": (FORM, "{id: access", "{id: overall", ("Вопрос «overall» встречается дважды", "questions")),
    "question_text_twice": (FORM, "удовлетворены доступностью услуги", "в целом удовлетворены взаимодействием с Министерством", ("Текст вопроса", "дважды")),
    "option_twice": (FORM, "phone: Возможность дозвониться и получить консультацию", "phone: Сведения о ходе рассмотрения", ("Вариант ответа", "questions[11].options")),
    "wave_twice": (STUDY, 'id: "2024"', 'id: "2023"', ("Замер «2023» встречается дважды", "waves")),
    # references of the profile
    "regime": (PROFILE, "regime: oral", "regime: orl", ("«orl»", "channels[9].regime", "59-fz", "имелось в виду «oral»")),
    "event_channel": (PROFILE, "channels: [email, epgu", "channels: [email, egpu", ("Канал «egpu»", "events[2].channels[2]", "«epgu»")),
    "event_channel_of_others": (PROFILE, "client_kinds: [external], channels: [email, epgu", "client_kinds: [internal], channels: [email, epgu", ("По каналу «epgu» не обращаются клиенты", "events[2].channels[2]", "external")),
    "event_kind": (PROFILE, "kind: registration", "kind: register", ("events[1].kind", "registration", "questionnaire")),
    "event_without_kind": (PROFILE, "kind: registration, ", "", ("events[1].kind",)),
    "event_of_questionnaire": (PROFILE, "kind: registration", "kind: questionnaire", ("Изменение анкеты касается опросов", "events[1].channels")),
    "applicant_regime": (PROFILE, "other_channels_title:", EDITORIAL.replace("regime: media", "regime: medium"), ("Порядок рассмотрения «medium»", "applicant_regimes[1].regime", "«media»")),
    "applicant_of_regime": (PROFILE, "other_channels_title:", EDITORIAL.replace("applicant: media", "applicant: press"), ("Заявитель «press»", "applicant_regimes[1].applicant", "media")),
    "kind_of_regime": (PROFILE, "other_channels_title:", EDITORIAL.replace("request", "petition"), ("Вид обращения «petition»", "applicant_regimes[1].appeal_kind", "request")),
    "section": (PROFILE, "problem_map, materials", "problem_mop, materials", ("Раздел отчёта «problem_mop»", "editions[1].sections[10]", "«problem_map»")),
    "reason": (PROFILE, "materials_reason: п03", "materials_reason: п30", ("Причина «п30»", "thresholds.materials_reason", "п01")),
    "format": (PROFILE, "format: register-two-line", "format: register-two-lines", ("Формат «register-two-lines»", "источник register", "yandex-forms")),
    "study": (PROFILE, "study: minyust-rd-external", "study: minyust-external", ("Исследование «minyust-external»", "].study", "minyust-rd-internal")),
    "studies": (PROFILE, "studies: [minyust-rd-external", "studies: [minyust-rd-extern", ("Исследование «minyust-rd-extern»", "поле studies")),
    "survey_without_study": (PROFILE, "study: minyust-rd-internal, ", "", ("формат опроса требует исследования", "].study")),
    "register_with_study": (PROFILE, "format: register-two-line", "format: register-two-line, study: minyust-rd-internal", ("формат не опросный", "].study")),
    "channel_paragraph": (PROFILE, 'paragraph: "9", mode: offline, form: written}', 'paragraph: "99", mode: offline, form: written}', ("Пункт акта «99»", "channels[10].paragraph")),
    "rule_paragraph": (PROFILE, 'significant_number: {paragraph: "19"', 'significant_number: {paragraph: "16"', ("Пункт акта «16»", "thresholds")),
    "source_topic": (PROFILE, "format: register-two-line", "format: register-two-line, topics: {загс: '99'}", ("Тема «99»", "].topics.загс", "01")),
    "source_channel": (PROFILE, "format: register-two-line", "format: register-two-line, channel: pochta", ("Канал «pochta»", "].channel", "post")),
    "refusal_paragraph": (PROFILE, 'refusals: {internal: "12"', 'refusals: {internal: "16"', ("Пункт акта «16»", "refusals.internal", "12")),
    "gap_missing": (LEDGER, "  gap: экспертные оценки, контент-анализ средств массовой информации\n", "", ("пункт 10", "gap")),
    "refusal_missing": (PROFILE, 'refusals: {internal: "12", public: "6"}', 'refusals: {internal: "12"}', ("редакции public не выпускаются", "refusals.public", "params/obligations/minyust-rd.yaml")),
    # powers shown apart
    "scope_topic": (PROFILE, "units:\n", "scopes:\n- {id: a, title: А, topics: ['99']}\n- {id: b, title: Б}\nunits:\n", ("Тема «99»", "scopes[1].topics[1]", "01")),
    "scope_process": (PROFILE, "units:\n", "scopes:\n- {id: a, title: А, topics: ['01'], processes: [zags]}\n- {id: b, title: Б}\nunits:\n", ("Процесс «zags»", "scopes[1].processes[1]", "zags-booking")),
    "scope_topic_twice": (PROFILE, "units:\n", "scopes:\n- {id: a, title: А, topics: ['01']}\n- {id: c, title: В, topics: ['01']}\n- {id: b, title: Б}\nunits:\n", ("Тема группы полномочий «01» встречается дважды", "scopes")),
    "scope_without_topics": (PROFILE, "units:\n", "scopes:\n- {id: a, title: А}\n- {id: b, title: Б}\nunits:\n", ("«a» не называет ни одной темы", "scopes[1].topics")),
    "scope_without_rest": (PROFILE, "units:\n", "scopes:\n- {id: a, title: А, topics: ['01']}\nunits:\n", ("Последняя группа полномочий принимает всё остальное", "scopes[1].topics")),
    # the ledger
    "ledger_also": (LEDGER, "also: surveys_internal", "also: surveys", ("Раздел отчёта «surveys»", ".also", "surveys_internal")),
    "ledger_section": (LEDGER, "section: problem_map", "section: map", ("Раздел отчёта «map»", "paragraphs[3].section", "problem_map")),
    "ledger_without_section": (LEDGER, "  section: key_findings\n", "", ("Пункт 1 отмечен как отражённый", "paragraphs[6].section")),
    # formats
    "format_field": (FORMAT, "field: municipality", "field: town", ("Поле обращения «town»", "columns.Поступление / Район, город.field", "municipality")),
    "format_required": (FORMAT, "field: appeal_id", "field: unit", ("обязательного поля appeal_id", "columns")),
    "format_channel": (FORMAT, "ВКонтакте: vk", "ВКонтакте: vkontakte", ("Код «vkontakte»", "columns.Поступление / Канал.values.ВКонтакте", "telegram")),
    "format_code": (FORMAT, "жалоба: complaint", "жалоба: complaints", ("Код «complaints»", "«complaint»")),
    "format_boolean": (FORMAT, "да: 'true'", "да: 'истина'", ("Код «истина»", "false, true")),
    "format_outcome": (FORMAT, "разъяснено: explained", "разъяснено: explaned", ("неизвестный результат explaned", "explained")),
    "format_lookup": (FORMAT, "by_profile: reasons", "by_profile: topics", ("Список профиля «topics»", "columns.Причина.by_profile", "reasons")),
    "format_situation": (FORMAT, "by_profile: topics", "by_profile: topics}\n  Ситуация: {field: life_situation_code, by_profile: life_situations, values: {загс: birth}", ("Код «birth»", "columns.Ситуация.values.загс")),
    "format_topic": (FORMAT, "by_profile: topics", "by_profile: topics, values: {загс: '99'}", ("Код «99»", "columns.Рубрика.values.загс", "01")),
    "format_unit": (FORMAT, "{field: unit}", "{field: unit, values: {архив: Отдел архивов}}", ("Код «Отдел архивов»", "values.архив", "«Отдел по делам архивов»")),
    "format_default": (FORMAT, "defaults: {}", "defaults: {client_kind: citizen}", ("Код «citizen»", "defaults.client_kind", "external")),
    "format_pattern": (FORMAT, "'^(Примечание:", "'^((Примечание:", ("не регулярное выражение", "skip[3].pattern")),
    "format_encoding": ("formats/yandex-forms.yaml", "utf-8-sig", "utf-eight", ("Кодировка «utf-eight»", "utf-8")),
    # studies and questionnaires
    "questionnaire": (STUDY, "questionnaire: minyust-rd-external", "questionnaire: minyust-form", ("Анкета «minyust-form»", "поле questionnaire", "minec-49-external")),
    "study_kind": (STUDY, "client_kind: external", "client_kind: internal", ("не совпадает с видом клиента исследования", FORM)),
    "source_kind": (PROFILE, "study: minyust-rd-external, client_kind: external", "study: minyust-rd-external, client_kind: internal", ("не совпадает с видом клиента исследования", PROFILE)),
    "waves_overlap": (STUDY, "end: 2023-11-10", "end: 2024-11-10", ("Замеры «2023» и «2024» пересекаются", "waves[2].start")),
    "scale": (FORM, "scale: influence", "scale: effect", ("шкала «effect» не описана", "influence")),
    "question_paragraph": (FORM, 'aspect: доступность, paragraph: "14"', 'aspect: доступность, paragraph: "41"', ("Пункт акта «41»", "questions[3].paragraph", "14")),
    # corrections
    "correction_source": ("corrections/minyust-rd.yaml", "corrections: []", "corrections:\n- {source: log, appeal_id: '1', column: unit, value: x, reason: y, expected_rows: 1}", ("Источник «log»", "corrections[1].source", "register")),
    "correction_column": ("corrections/minyust-rd.yaml", "corrections: []", "corrections:\n- {source: register, appeal_id: '1', column: untit, value: x, reason: y, expected_rows: 1}", ("«untit»", "corrections[1].column", "«unit»")),
    # baselines
    "baseline_source": (BASELINES, "- id: delo\n", "- id: register\n", ("Источник «register» встречается дважды", BASELINES)),
    "baseline_agency": (BASELINES, "agency: minyust-rd", "agency: minec-49", ("«minec-49» не совпадает с именем файла", BASELINES)),
    "baseline_months": (BASELINES, '"2023": [142, ', '"2023": [', ("sources[1].months.2023", BASELINES)),
    "baseline_year": (BASELINES, '"2023": [142', '"2023-Q1": [142', ("sources[1].months.2023-Q1", "нужен год")),
    "baseline_share": (BASELINES, "post: 0.293", "post: 29.3", ("sources[1].words.channel_code.post", "не больше 1")),
    "baseline_column": (BASELINES, "    channel_code: {", "    topic: {", ("sources[1].words.topic", BASELINES)),
    # tables
    "process_unit": (PROCESSES, "Отдел по делам архивов", "Отдел архивов", ("Подразделение «Отдел архивов»", "unit, запись 7", "Отдел по делам архивов")),
    "process_effort": (PROCESSES, "service,2,", "service,5,", ("Трудоёмкость «5»", "1, 2, 3")),
    "problem_process": (PROBLEMS, "zags-requests", "zags-request", ("Процесс «zags-request»", "process_id, запись 3", "«zags-requests»")),
    "problem_parent": (PROBLEMS, "accepted,2023,,zags-booking", "accepted,2023,p02 p77,zags-booking", ("Проблема-предшественник «p77»", "p18")),
    "problem_severity": (PROBLEMS, "zags-booking,10", "zags-booking,15", ("Тяжесть последствий «15»", "0, 10, 20, 30")),
    "problem_period": (PROBLEMS, "accepted,2023,,zags-booking", "accepted,23,,zags-booking", ("Период «23» не распознан", "valid_from, запись 1")),
    "problem_kind": (PROBLEMS, "zags-booking", "staff-supply", ("не совпадает с видом клиента процесса", "client_kind, запись 1")),
    "problem_sign": (PROBLEMS, "ошибка в свидетельстве; ", "Нет  талонов; ", ("Признак «нет талонов» стоит у двух проблем: p01 и p02", "signs, запись 2")),
    "decision_problem": (DECISIONS, "external,p08", "external,p88", ("Проблема «p88»", "problem_id, запись 1", "p08")),
    "decision_period": (DECISIONS, "1,2023,", "1,2023-Q5,", ("Период «2023-Q5» не распознан", "map_period, запись 1")),
    "decision_of_process": (DECISIONS, "1,2023,external,p08,m2023-01,measure,", "1,2023,external,nowhere,,effort,2,Отдел,2023-10-02,,\n1,2023,external,p08,m2023-01,measure,", ("Процесс «nowhere»", "problem_id, запись 1")),
    "decision_effort": (DECISIONS, "1,2023,external,p08,m2023-01,measure,", "1,2023,external,p08,,effort,2,Отдел,2023-10-02,,\n1,2023,external,p08,m2023-01,measure,", ("Процесс «p08»",)),
    "decision_level": (DECISIONS, "1,2023,external,p08,m2023-01,measure,", "1,2023,external,p08,,priority,высокая,Отдел,2023-10-02,,\n1,2023,external,p08,m2023-01,measure,", ("Уровень «высокая»", "value, запись 1")),
    "decision_kind": (DECISIONS, "external,p08", "internal,p08", ("не совпадает с видом клиента проблемы",)),
    "decision_state": (DECISIONS, "запланировано", "в планах", ("Состояние меры «в планах»", "исполняется")),
    "decision_direction": (DECISIONS, "direction,decline", "direction,down", ("Ожидаемое направление «down»", "decline, growth")),
    "decision_effect": (DECISIONS, "effect_date,2023-11-01", "effect_date,осенью", ("Дата начала действия меры", "2025-03-30")),
    "decision_lag": (DECISIONS, "effect_date,2023-11-01", "lag_months,полгода", ("Срок, через который ожидается действие меры", "value, запись 4", "от 0 до 12")),
    "decision_lag_long": (DECISIONS, "effect_date,2023-11-01", "lag_months,13", ("Срок, через который ожидается действие меры", "от 0 до 12")),
    "decision_control": (DECISIONS, "effect_date,2023-11-01", "control_problem_id,p88", ("Проблема контрольного ряда «p88»", "value, запись 4", "p08")),
    "decision_control_own": (DECISIONS, "effect_date,2023-11-01", "control_problem_id,p08", ("ряд её же проблемы", "value, запись 4", "которой мера не касается")),
    "decision_control_kind": (DECISIONS, "effect_date,2023-11-01", "control_problem_id,p18", ("ряд проблемы других клиентов", "value, запись 4", "того же вида")),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_cross_check(tree: Tree, break_: Any, case: str) -> None:
    name, old, new, says = CASES[case]
    break_(name, old, new)
    with pytest.raises(PainmapError) as caught:
        load_agency(tree, "minyust-rd")
    text = str(caught.value)
    for part in (f"params/{name}", *says):
        assert part in text


def test_unbroken_copy_passes(tree: Tree) -> None:
    assert load_agency(tree, "minyust-rd").agency.id == "minyust-rd"
