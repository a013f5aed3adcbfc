"""Made-up people and firms: names, telephones of an unassigned range, addresses, mail at example.ru."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from painmap.demo.phrases import Place, common, local, population, random_place, surname_of

_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюяё"
_SOUNDS = "a,b,v,g,d,e,zh,z,i,i,k,l,m,n,o,p,r,s,t,u,f,kh,ts,ch,sh,sch,,y,,e,yu,ya,e"
# Kinds of applicants that have an office, or a building, and no flat.
FIRMS = ("company", "media")
_OFFICES = ("ООО", "АО")
_LATIN = dict(zip(_CYRILLIC, _SOUNDS.split(","), strict=True))


@dataclass(frozen=True)
class Person:
    """An applicant; the same fields stand in every row of the same applicant.

    Attributes:
        key: Number within the agency.
        name: As the register writes it; empty for an anonymous one.
        applicant: Code of `codes.APPLICANTS`.
        firm: Name of the firm for annotations («ООО "Лукошко"»).
    """

    key: int
    name: str
    short_name: str
    applicant: str
    firm: str
    place: Place
    phone: str
    email: str
    address: str
    source_id: str
    is_female: bool

    @property
    def is_anonymous(self) -> bool:
        """Whether nothing identifies the applicant in the register."""
        return not (self.source_id or self.phone or self.email or (self.name and self.address))


class People:
    """Maker of the people of one agency; every telephone and every name with address is unique."""

    def __init__(self, rng: random.Random, region: str, phone_block: int) -> None:
        self._rng = rng
        self._population = region
        # +7 900 000-00-00 … +7 900 009-99-99: no number of this block is assigned to a person.
        self._phones = rng.sample(range(10_000), 10_000)
        self._block = phone_block
        self._taken: set[tuple[str, str]] = set()
        self._count = 0

    def make(self, applicant: str, forms: Sequence[str] = ()) -> Person:
        """A new applicant of the given kind; `forms`: legal forms of a firm, by default the region's."""
        while True:
            person = self._draw(applicant, forms)
            if not person.name or (person.name, person.address) not in self._taken:
                self._taken.add((person.name, person.address))
                return person

    def _draw(self, applicant: str, forms: Sequence[str]) -> Person:
        rng = self._rng
        is_female = rng.random() < 0.58
        surname, first, father = self._full_name(is_female)
        place = random_place(rng, self._population)
        short = f"{surname} {first[0]}.{father[0]}."
        firm = self._firm(applicant, short, forms)
        is_firm = applicant in (*FIRMS, "entrepreneur")
        name = firm if applicant in FIRMS else self._written_name(surname, first, father)
        if applicant == "entrepreneur":
            name = f"ИП {name}"
        is_known = rng.random() >= (0.62 if applicant == "staff" else 0.025)
        has_phone = is_known and rng.random() >= common()["missing"]["phone"]
        has_address = is_known and applicant != "staff" and rng.random() > 0.1
        self._count += 1
        return Person(
            key=self._count,
            name=name if is_known else "",
            short_name=short,
            applicant=applicant,
            firm=firm,
            place=place,
            phone=self._phone() if has_phone else "",
            email=self._email(surname) if is_known and rng.random() < 0.35 else "",
            address=self._address(place, firm if applicant in FIRMS else "") if has_address else "",
            source_id=f"К-{10_000 + self._count}" if is_firm and is_known and rng.random() < 0.6 else "",
            is_female=is_female,
        )

    def _full_name(self, is_female: bool) -> tuple[str, str, str]:
        rng = self._rng
        names = population(self._population)["people"]
        if rng.random() < names["russian"]:
            names = population(common()["russian_names"])["people"]
        surname = surname_of(rng.choice(names["surnames"]), is_female)
        first = rng.choice(names["female" if is_female else "male"])
        return surname, first, rng.choice(names["fathers"]) + ("вна" if is_female else "вич")

    def _written_name(self, surname: str, first: str, father: str) -> str:
        style = self._rng.random()
        if style < 0.12:
            return f"{surname} {first[0]}.{father[0]}."
        return f"{surname} {first}" if style < 0.16 else f"{surname} {first} {father}"

    def _firm(self, applicant: str, short: str, forms: Sequence[str]) -> str:
        if applicant in ("person", "staff", "entrepreneur"):
            return f"ИП {short}"
        if applicant == "media":
            return str(self._rng.choice(local(self._population, "media")))
        known = forms or local(self._population, "firm_forms")
        form = self._rng.choice([form for form in known if form != "ИП"])
        return f"{form} «{self._rng.choice(population(self._population)['firms'])}»"

    def _phone(self) -> str:
        number = f"{self._phones.pop():04d}"
        return f"+7 900 00{self._block}-{number[:2]}-{number[2:]}"

    def _email(self, surname: str) -> str:
        latin = "".join(_LATIN.get(c, c) for c in surname.lower())
        # The running number keeps one mail to one person.
        return f"{latin}{self._count}@example.ru"

    def _address(self, place: Place, firm: str) -> str:
        """The address of a home, or of a firm: an office among others or a building of its own."""
        rng = self._rng
        street = rng.choice(population(self._population)["streets"])
        if firm:
            is_office = firm.startswith(_OFFICES) and rng.random() < 0.5
            room = f", оф. {rng.randint(1, 40)}" if is_office else ""
        else:
            room = f", кв. {rng.randint(1, 96)}" if rng.random() < 0.7 else ""
        town = place.nom if place.municipality.startswith("г. ") else f"{place.municipality}, {place.nom}"
        return f"{town}, {street}, д. {rng.randint(1, 140)}{room}"
