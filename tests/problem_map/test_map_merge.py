"""The merge of cells: nothing that a person wrote is lost or overwritten, in whatever order files come."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from painmap.problem_map.decisions import Cell
from painmap.problem_map.exchange.merge import merge

CELLS = [Cell("external", f"p{n}", "m1", column) for n in range(3) for column in ("measure", "due_date")]
VALUES = st.sampled_from(["", "а", "б", "в"])
FILLED = st.dictionaries(st.sampled_from(CELLS), VALUES)


@given(FILLED, FILLED, FILLED)
def test_each_cell_of_the_file_has_one_fate(base, ours, theirs):
    done = merge(base, ours, theirs, set())
    changed = {cell for cell, value in theirs.items() if value != base.get(cell, "")}
    conflicts = {c.cell for c in done.conflicts}
    assert len(changed) == len(done.taken) + len(conflicts) + done.same
    assert conflicts.isdisjoint(done.taken)
    assert conflicts | set(done.taken) <= changed
    # What others changed is never overwritten.
    assert all(ours.get(cell, "") == base.get(cell, "") for cell in done.taken)


@given(FILLED, FILLED, FILLED, st.randoms(use_true_random=False))
def test_the_order_of_the_cells_does_not_matter(base, ours, theirs, random):
    turned = [*theirs.items()]
    random.shuffle(turned)
    assert merge(base, ours, dict(turned), set()) == merge(base, ours, theirs, set())


@dataclass
class Office:
    """Decisions as entries, exports handed out, and files that people fill in."""

    entries: list[tuple[Cell, str, int, bool]] = field(default_factory=list)
    exports: list[dict[Cell, str]] = field(default_factory=list)
    files: list[tuple[int, dict[Cell, str]]] = field(default_factory=list)

    def standing(self) -> dict[Cell, str]:
        return {cell: value for cell, value, _, is_rival in self.entries if not is_rival}

    def bring(self, number: int) -> None:
        export, cells = self.files[number]
        seen = {(cell, value) for cell, value, source, _ in self.entries if source == export}
        before = self.standing()
        done = merge(self.exports[export], before, cells, seen)
        self.entries += [(cell, value, export, False) for cell, value in done.taken.items()]
        self.entries += [(c.cell, c.theirs, export, True) for c in done.conflicts]
        # Nobody's value goes unless the file that changes it had shown it.
        for cell, value in self.standing().items():
            if value != before.get(cell, ""):
                assert before.get(cell, "") == self.exports[export].get(cell, "")


STEPS = st.lists(
    st.one_of(
        st.just(("export",)),
        st.tuples(st.just("fill"), st.integers(0, 5), FILLED),
        st.tuples(st.just("import"), st.integers(0, 5)),
    ),
    max_size=12,
)


@given(STEPS)
def test_no_word_is_lost_under_any_interleaving(steps):
    office = Office(exports=[{}])
    for step in steps:
        if step[0] == "export":
            office.exports.append(office.standing())
        elif step[0] == "fill":
            export = step[1] % len(office.exports)
            office.files.append((export, office.exports[export] | step[2]))
        elif office.files:
            number = step[1] % len(office.files)
            office.bring(number)
            before = list(office.entries)
            office.bring(number)
            assert office.entries == before
            export, cells = office.files[number]
            kept = {(cell, value) for cell, value, *_ in office.entries}
            for cell, value in cells.items():
                if value != office.exports[export].get(cell, ""):
                    assert (cell, value) in kept


@given(FILLED, FILLED)
def test_files_that_change_different_cells_come_in_any_order(one, two):
    other = {cell: value for cell, value in two.items() if cell not in one}
    results = []
    for order in ((0, 1), (1, 0)):
        office = Office(exports=[{}], files=[(0, one), (0, other)])
        for number in order:
            office.bring(number)
        results.append(office.standing())
    assert results[0] == results[1]
