"""Codes that stand in the tables, with what they mean."""

from __future__ import annotations

APPEAL_KINDS: dict[str, str] = {
    "complaint": "жалоба",
    "statement": "заявление",
    "suggestion": "предложение",
    "request": "запрос",
    "thanks": "благодарность",
}
OUTCOMES: dict[str, str] = {
    "upheld": "поддержано, меры приняты",
    "upheld_partly": "поддержано частично",
    "upheld_pending": "поддержано, меры не завершены",
    "refused": "не поддержано (отказано)",
    "explained": "разъяснено",
    "forwarded": "направлено по компетенции",
    "left_unanswered": "оставлено без ответа автору (ст. 11)",
    "withdrawn": "рассмотрение прекращено по просьбе заявителя",
    "pending": "на рассмотрении",
}
# Types of masked personal data.
PERSONAL_DATA = {
    "PERSON": "фамилии, имена, отчества", "PHONE": "телефоны", "EMAIL": "адреса электронной почты",
    "ADDRESS": "почтовые адреса", "BIRTHDATE": "даты рождения", "PASSPORT": "паспортные данные",
    "SNILS": "СНИЛС", "INN": "ИНН",
    "CARD": "номера банковских карт и счетов", "PLATE": "государственные номера автомобилей",
    "ACCOUNT": "учётные записи и ссылки на профили", "CASE": "номера обращений, полисов и свидетельств",
}  # fmt: skip
CLIENT_KINDS: dict[str, str] = {"external": "внешний", "internal": "внутренний", "unknown": "не установлен"}
FORMS: dict[str, str] = {"written": "письменная", "electronic": "электронная", "oral": "устная"}
APPLICANTS: dict[str, str] = {
    "person": "физическое лицо",
    "entrepreneur": "индивидуальный предприниматель",
    "company": "юридическое лицо",
    "media": "средство массовой информации",
    "staff": "сотрудник",
}
REFERRERS: dict[str, str] = {
    "direct": "непосредственно от заявителя",
    "president": "Администрация Президента Российской Федерации",
    "head": "Глава и Правительство субъекта Российской Федерации",
    "prosecutor": "органы прокуратуры",
    "deputies": "депутаты и аппараты законодательных органов",
    "other": "иные органы и организации",
}
TOUCH_POINTS: dict[str, str] = {
    "informing": "информирование",
    "filing": "подача",
    "consideration": "рассмотрение",
    "result": "получение результата",
    "appealing": "обжалование",
    "inspection": "надзор на территории клиента",
}
MENTION_KINDS: dict[str, str] = {
    "complaint": "претензия",
    "request": "просьба",
    "question": "вопрос",
    "suggestion": "предложение",
    "thanks": "благодарность",
}
