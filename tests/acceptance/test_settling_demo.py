"""The demonstration's two coders, from the report to tables made from their consensus."""

from __future__ import annotations

from qualcode.app.coding.reading import list_codings
from qualcode.app.pairs.comparing import agreement
from qualcode.app.pairs.disagreeing import Wanted, list_disagreements
from qualcode.app.pairs.settling import Wish, decisions, seed_agreed, settle, settle_boundaries
from qualcode.app.projects.layers import CONSENSUS, analysis_layer
from qualcode.core.agreement.report import Unit
from qualcode.core.pairs.settlement import Decision, Ends
from qualcode.store.opening import open_project
from tests.acceptance.conftest import Copy

SOURCE = "P01_1"


def test_from_the_report_to_the_consensus(copy: Copy) -> None:
    wanted = Wanted(sources=(SOURCE,))
    with open_project(str(copy("antares")), acting="C1") as project:
        report = agreement(project, unit=Unit.SENTENCE, sources=[SOURCE], draws=0)
        (pair,) = list_disagreements(project, wanted)
        unlike = sum(sum(code.applied) - 2 * code.both for code in report.codes)
        shares = pair.counted.shares
        told = sum(share.units for kind, share in shares.items() if not kind.of_valence)
        assert told == unlike > 0

        before = [one for one in list_codings(project) if one.coder in pair.coders]
        assert seed_agreed(project, Ends.UNION, wanted) == len(pair.agreed)
        assert settle_boundaries(project, Ends.UNION, wanted) > 0
        (pair,) = list_disagreements(project, wanted)
        for one in pair.open:
            settle(project, one.key, Wish(Decision.BOTH), wanted)
        assert not list_disagreements(project, wanted)[0].open
        assert len(decisions(project)) == len(pair.found) + len(pair.agreed)
        assert [one for one in list_codings(project) if one.coder in pair.coders] == before

        with project.read() as connection:
            layer = analysis_layer(connection, project.acting_key(connection))
        assert [name for name, coder in layer.coder_of.items() if coder == CONSENSUS] == [SOURCE]
