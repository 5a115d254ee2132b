"""What the report of two coders says, and what it refuses to say."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from qualcode.core.agreement import coefficients, rows
from qualcode.core.agreement.bootstrap import resamples
from qualcode.core.agreement.compare import (
    FEW_TRANSCRIPTS_WARNING,
    OUTSIDE_WARNING,
    compare,
)
from qualcode.core.agreement.comparison import (
    CodedPassage,
    ComparedCode,
    ComparedSource,
    Comparison,
)
from qualcode.core.agreement.report import CodeAgreement, Unit
from qualcode.core.codebook import ValencePolicy
from qualcode.core.coding import Valence
from tests.core.agreement.made_up import (
    CODERS,
    Label,
    labels_of,
    no_figure,
    ratings_of,
    reported,
)

FloatArray = NDArray[np.float64]


def one_code(
    first: Sequence[tuple[int, int]], second: Sequence[tuple[int, int]], length: int = 10_000
) -> CodeAgreement:
    """Agreement on one code in one transcript."""
    data = Comparison(
        [ComparedSource("P01", [(0, length)])],
        [ComparedCode("grille:trajet")],
        [(0, 0, start, end, Valence.UNSET) for start, end in first],
        [(0, 0, start, end, Valence.UNSET) for start, end in second],
    )
    return reported(data).codes[0]


@pytest.mark.parametrize(
    ("first", "second", "kappa"),
    [
        ([(0, 1000)], [(500, 1500)], 0.444),
        ([(0, 9000)], [(900, 9900)], 0.0),
        ([(0, 1000), (0, 999)], [], 0.0),
        ([(0, 1000), (0, 999)], [(0, 1000)], 1.0),
    ],
    ids=["half over", "by chance", "twice by one coder", "alike, one twice"],
)
def test_kappa_where_another_program_goes_astray(
    first: list[tuple[int, int]], second: list[tuple[int, int]], kappa: float
) -> None:
    found = one_code(first, second).kappa
    assert found.value == pytest.approx(kappa, abs=0.0005)


def study(transcripts: int, **changes: object) -> Comparison:
    """Transcripts of ten sentences; two coders mostly agree on one code, with valence."""
    sentences = [(place, place + 90) for place in range(0, 1000, 100)]
    sources = [
        ComparedSource(f"P{n:02}", sentences, {Unit.SENTENCE: sentences})
        for n in range(transcripts)
    ]
    first: list[CodedPassage] = []
    second: list[CodedPassage] = []
    for n in range(transcripts):
        for k in range(3):
            start = (n * 37 + k * 300) % 1000 // 100 * 100
            valence = Valence.BARRIER if (n + k) % 3 else Valence.LEVER
            first.append((n, 0, start + 10, start + 50, valence))
            if (n * k) % 5 != 4:
                changed = Valence.AMBIVALENT if (n + k) % 7 == 6 else valence
                second.append((n, 0, start + 20, start + 70, changed))
    codes = [ComparedCode("grille:éloignement"), ComparedCode("grille:répit")]
    return replace(Comparison(sources, codes, first, second), **changes)  # type: ignore[arg-type]


def test_under_ten_transcripts_there_is_no_interval_and_the_report_says_so() -> None:
    report = reported(study(9), Unit.SENTENCE, draws=200)
    assert report.warnings == (FEW_TRANSCRIPTS_WARNING,)
    code = report.codes[0]
    assert code.alpha.value is not None
    assert (code.alpha.low, code.alpha.interval_reason) == (None, rows.FEW_TRANSCRIPTS)
    assert code.misses is None
    assert "below" not in code.flags
    assert report.overall.alpha.interval_reason == rows.FEW_TRANSCRIPTS


def drawn_alphas(
    data: Comparison, code: int, label: Callable[[tuple[Label | None, ...]], tuple[object, ...]]
) -> FloatArray:
    """Alpha of `label` of each unit, in 400 draws of the transcripts one by one; nan for none."""
    units = [labels_of(data, Unit.SENTENCE, code, source) for source in range(len(data.sources))]
    found = []
    for draw in resamples(len(units), 400, 7).astype(int).T:
        pairs = [
            label(pair)
            for source, several in enumerate(draw)
            for pair in units[source] * int(several)
        ]
        kept = [pair for pair in pairs if pair]
        found.append(coefficients.krippendorff(ratings_of(kept)).value if kept else None)
    return np.array(found, dtype=float)


def as_given(pair: tuple[Label | None, ...]) -> tuple[object, ...]:
    return tuple(bool(label) for label in pair)


def as_joint(pair: tuple[Label | None, ...]) -> tuple[object, ...]:
    return pair


def as_valence(pair: tuple[Label | None, ...]) -> tuple[object, ...]:
    return pair if all(label and Valence.UNSET not in label for label in pair) else ()


def test_intervals_come_from_drawing_whole_transcripts_again() -> None:
    data, far = study(10), 17
    other = [
        (source, far, start, end, Valence.NEUTRAL if source % 3 else valence)
        for source, _code, start, end, valence in data.first
    ]
    changed = [
        (source, far, start, end, Valence.LEVER if (source + end) % 7 == 0 else valence)
        for source, _code, start, end, valence in other
        if (source * start) % 11
    ]
    data = replace(
        data,
        codes=[ComparedCode(f"grille:code-{n}") for n in range(far + 1)],
        first=[*data.first, *other],
        second=[*data.second, *changed],
    )
    report = reported(data, Unit.SENTENCE, draws=400)
    assert report.warnings == ()
    for code in (0, far):
        found = report.codes[code]
        assert found.valence is not None
        for estimate, label in (
            (found.alpha, as_given),
            (found.joint_alpha, as_joint),
            (found.valence.alpha, as_valence),
        ):
            values = drawn_alphas(data, code, label)
            assert estimate.low == pytest.approx(np.nanquantile(values, 0.025), abs=5e-5)
            assert estimate.high == pytest.approx(np.nanquantile(values, 0.975), abs=5e-5)
        values = drawn_alphas(data, code, as_given)
        assert found.misses == ((values < 0.667).mean(), (values < 0.8).mean())
        assert found.percent.interval_reason == rows.NOT_FOR_THIS


def test_one_code_alone_is_all_codes_pooled() -> None:
    data = study(10)
    report = reported(replace(data, codes=data.codes[:1]), Unit.SENTENCE, draws=200)
    alone, pooled = report.codes[0], report.overall
    assert replace(pooled, code=alone.code, flags=alone.flags) == alone


def test_a_seed_gives_the_same_report_again_and_another_one_other_intervals() -> None:
    data = study(12)
    first = compare(data, coders=CODERS, unit=Unit.SENTENCE, draws=200, seed=1)
    again = compare(data, coders=CODERS, unit=Unit.SENTENCE, draws=200, seed=1)
    other = compare(data, coders=CODERS, unit=Unit.SENTENCE, draws=200, seed=2)
    assert first == again
    assert first.overall.alpha.value == other.overall.alpha.value
    assert replace(other, seed=1) != first


def test_the_order_of_many_codes_changes_no_figure() -> None:
    data, many = study(12), 20

    def layer(passages: Sequence[CodedPassage], coder: int, order: range) -> list[CodedPassage]:
        return [
            (source, place, start, end, valence)
            for place, name in enumerate(order)
            for source, _code, start, end, valence in passages
            if (source + name) % (3 + coder + name % 4)
        ]

    report, other = (
        reported(
            replace(
                data,
                codes=[ComparedCode(f"grille:code-{name:02}") for name in order],
                first=layer(data.first, 0, order),
                second=layer(data.second, 1, order),
            ),
            Unit.SENTENCE,
            draws=200,
        )
        for order in (range(many), range(many - 1, -1, -1))
    )
    assert report.codes == other.codes[::-1]
    one, same = report.overall.alpha, other.overall.alpha
    assert one.low is not None
    assert (one.value, one.low, one.high) == pytest.approx((same.value, same.low, same.high))


def test_an_interval_needs_ten_transcripts_to_which_the_codebook_applies() -> None:
    data = study(12)
    some = ComparedCode("grille:éloignement", sources=frozenset(range(9)))
    report = reported(replace(data, codes=[some]), Unit.SENTENCE, draws=200)
    assert report.codes[0].alpha.interval_reason == rows.FEW_TRANSCRIPTS
    assert report.codes[0].misses is None
    assert report.warnings == (OUTSIDE_WARNING,)


@pytest.mark.parametrize(("occurs_in", "has_interval"), [(2, False), (4, False), (5, True)])
def test_a_code_that_occurs_in_few_transcripts_gets_no_interval(
    occurs_in: int, has_interval: bool
) -> None:
    data = study(12)
    found = reported(
        replace(
            data,
            first=[passage for passage in data.first if passage[0] < occurs_in],
            second=[passage for passage in data.second if passage[0] < occurs_in],
        ),
        Unit.SENTENCE,
        draws=400,
    )
    code = found.codes[0]
    assert (code.alpha.low is not None) is has_interval
    assert code.alpha.interval_reason == ("" if has_interval else rows.FEW_WITH_CODE)
    assert found.overall.alpha.interval_reason == code.alpha.interval_reason
    assert ("rare" in code.flags) is (occurs_in < 4)


def test_a_valence_that_both_gave_in_few_transcripts_gets_no_interval() -> None:
    data = study(12)
    unset = [
        (source, code, start, end, valence if source < 4 else Valence.UNSET)
        for source, code, start, end, valence in data.second
    ]
    code = reported(replace(data, second=unset), Unit.SENTENCE, draws=400).codes[0]
    assert code.alpha.low is not None
    assert code.valence is not None
    assert code.valence.alpha.value is not None
    assert code.valence.alpha.interval_reason == rows.FEW_WITH_VALENCE


def test_a_valence_that_varies_in_one_transcript_gets_no_interval() -> None:
    data = study(12)
    barriers = [
        [(*passage[:4], Valence.LEVER if passage[0] == 3 else Valence.BARRIER) for passage in layer]
        for layer in data.layers
    ]
    found = reported(replace(data, first=barriers[0], second=barriers[1]), Unit.SENTENCE, draws=400)
    valence = found.codes[0].valence
    assert valence is not None
    assert valence.alpha.value == 1
    assert valence.alpha.interval_reason == rows.NO_VARIATION


def test_without_draws_there_is_no_interval() -> None:
    code = reported(study(12), Unit.SENTENCE).codes[0]
    assert code.kappa.interval_reason == rows.NO_DRAWS
    assert code.misses is None


def test_a_code_that_nobody_used_has_no_figure_and_changes_none() -> None:
    data = study(12)
    report = reported(data, Unit.SENTENCE, draws=200)
    unused = report.codes[1]
    for estimate in (unused.percent, unused.dice, unused.kappa, unused.alpha, unused.ac1):
        assert estimate == no_figure(coefficients.NEITHER_USED)
    assert unused.flags == ()
    assert unused.per_transcript == (None,) * 12
    alone = reported(replace(data, codes=data.codes[:1]), Unit.SENTENCE, draws=200)
    assert alone.overall == report.overall


def test_a_code_given_to_everything_is_not_reliable_but_undecidable() -> None:
    code = one_code([(0, 10_000)], [(0, 10_000)])
    assert (code.percent.value, code.dice.value) == (1, 1)
    for estimate in (code.kappa, code.alpha, code.ac1, code.joint_alpha):
        assert estimate == no_figure(rows.EVERYWHERE)


def test_codes_all_given_to_everything_say_nothing_pooled_either() -> None:
    data = study(3)
    everything = [(n, 0, 0, 1000, Valence.UNSET) for n in range(3)]
    overall = reported(replace(data, first=everything, second=everything)).overall
    assert overall.percent.value == 1
    for estimate in (overall.kappa, overall.alpha, overall.ac1, overall.joint_alpha):
        assert estimate == no_figure(rows.ALL_EVERYWHERE)


def test_a_code_that_one_coder_alone_used_has_kappa_zero() -> None:
    code = one_code([(0, 100)], [])
    assert code.kappa.value == 0
    assert code.alpha.value is not None
    assert code.alpha.value < 0
    assert code.dice.value == 0


def test_a_valence_that_never_changes_is_undecidable() -> None:
    data = study(3)
    barriers = [(*passage[:4], Valence.BARRIER) for passage in data.first]
    valence = reported(replace(data, first=barriers, second=barriers)).codes[0].valence
    assert valence is not None
    assert valence.percent.value == 1
    for estimate in (valence.kappa, valence.alpha, valence.ac1):
        assert estimate == no_figure(rows.ONE_VALENCE)


def test_a_valence_left_unset_is_missing_and_not_an_opinion() -> None:
    data = study(3)
    unset = [(*passage[:4], Valence.UNSET) for passage in data.second]
    valence = reported(replace(data, second=unset)).codes[0].valence
    assert valence is not None
    assert valence.units == 0
    assert valence.unjudged > 0
    assert valence.alpha == no_figure(rows.NO_COMMON_VALENCE)


@pytest.mark.parametrize("policy", [ValencePolicy.FIXED, ValencePolicy.NONE])
def test_codes_whose_valence_is_not_chosen_stay_out_of_agreement_on_it(
    policy: ValencePolicy,
) -> None:
    data = study(3)
    codes = [replace(code, policy=policy) for code in data.codes]
    report = reported(replace(data, codes=codes), Unit.SENTENCE)
    assert report.overall.valence is None
    assert report.codes[0].valence is None
    assert report.codes[0].joint_alpha.value == pytest.approx(report.codes[0].alpha.value)
    valued = reported(data, Unit.SENTENCE).codes[0]
    assert valued.alpha == report.codes[0].alpha
    assert valued.joint_alpha != valued.alpha


def test_flags_tell_rare_skewed_and_unreliable_codes() -> None:
    report = reported(study(12), Unit.SENTENCE, draws=200)
    assert report.codes[0].flags == ()
    rare = one_code([(0, 100)], [(50, 150)])
    assert set(rare.flags) == {"rare", "skewed"}
    data = study(12)
    careless = replace(data, second=[passage for passage in data.second if passage[0] % 2])
    flags = reported(careless, Unit.CHARACTER, draws=200).codes[0].flags
    assert "below" in flags


def test_the_report_names_what_was_compared_and_what_was_not() -> None:
    data = study(3, left_out=("P99",), codebooks=("grille 1.2",))
    report = reported(data, Unit.SENTENCE)
    assert report.coders == CODERS[:2]
    assert report.transcripts == ("P00", "P01", "P02")
    assert report.left_out == ("P99",)
    assert report.codebooks == ("grille 1.2",)
    assert report.characters == 3 * 900
    assert report.seed == 7
    assert [code.code for code in report.codes] == ["grille:éloignement", "grille:répit"]
    assert report.overall.code == ""


def test_the_values_of_a_report_load_without_numpy() -> None:
    code = (
        "import sys, qualcode.core.agreement.report, qualcode.core.agreement.comparison;"
        "sys.exit('numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
