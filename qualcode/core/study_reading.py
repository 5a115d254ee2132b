"""From the plain values of a study file, or of the project's JSON, to a `Study`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from qualcode.core.agreement.report import Unit
from qualcode.core.codebook import Words
from qualcode.core.errors import Mistake, Mistakes
from qualcode.core.forms import Form, Noted
from qualcode.core.guide import GuideQuestion
from qualcode.core.people import Role
from qualcode.core.study import (
    Attribute,
    ExportPrivacy,
    Network,
    OnePersonUnits,
    PlannedCoder,
    Privacy,
    Reliability,
    Retention,
    Saturation,
    Site,
    SourceType,
    SpeakerRole,
    Stance,
    Study,
    StudyLanguages,
    ValueType,
)
from qualcode.i18n import N_

SCHEMA = "qualcode.study/1"
"""What the first line of a study file says; a file without the line is taken for one."""

_KEPT = (
    *("programme", "design", "framework_of_work", "period", "questions", "sampling", "text"),
    *("team", "member_check", "work_packages", "coordinating_site", "sites_note"),
    *("extension_territories", "quantitative_context", "recruitment_log", "export_labels"),
    *("group_contrast", "analysis_layer", "ratings"),
)
"""Fields of the whole study that are kept in `Study.extra` and not looked into."""

_UNITS = {
    "sentence": Unit.SENTENCE,
    "sentence_in_turn": Unit.SENTENCE,
    "character": Unit.CHARACTER,
    "characters": Unit.CHARACTER,
    "token": Unit.TOKEN,
    "tokens": Unit.TOKEN,
    "turn": Unit.TURN,
    "turns": Unit.TURN,
}
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_DURATION = re.compile(r"publication_date \+ P([0-9]{1,2})Y")


def parse_study(raw: Mapping[str, object], file: str = "study") -> Study:
    """The study that `raw` defines.

    Args:
        raw: mappings, lists, texts, numbers, booleans and None, as YAML or JSON gives them.
        file: what an error calls it.

    Raises:
        Mistakes: every mistake in it, with its path.
    """
    study, mistakes = study_and_mistakes(raw)
    if mistakes:
        raise Mistakes(file, mistakes)
    return study


def study_to_json(study: Study) -> str:
    """The whole definition as the project stores it."""
    return json.dumps(study.extra, ensure_ascii=False)


def study_from_json(stored: str) -> Study | None:
    """The study of a project; None for a project that was made without one.

    Raises:
        Mistakes: the stored definition is damaged.
    """
    raw = json.loads(stored)
    return parse_study(raw) if raw else None


def study_and_mistakes(raw: Mapping[str, object]) -> tuple[Study, list[Mistake]]:
    """The study as far as it can be understood, and everything that is wrong with it."""
    mistakes: Noted = {}
    form = Form(raw, mistakes)
    form.schema(SCHEMA)
    form.ignore(*_KEPT)
    name = form.slug("id", required=True)
    sites, networks = _sites(form), _networks(form)
    named = {"sites": tuple(s.id for s in sites), "networks": tuple(n.id for n in networks)}
    study = Study(
        id=name,
        title=form.words("title", ()) or {"fr": name},
        stance=form.choice("stance", Stance) or Stance.CODEBOOK,
        languages=_languages(form),
        source_types=_source_types(form),
        guide_questions=_guide_questions(form),
        source_attributes=_attributes(form, "source_attributes", named),
        participant_attributes=_attributes(form, "participant_attributes", named),
        networks=networks,
        sites=sites,
        coders=_coders(form),
        reliability=_reliability(form.section("reliability")),
        saturation=_saturation(form.section("saturation")),
        export_privacy=_export_privacy(form.section("export_privacy")),
        retention=_retention(form.section("data_protection")),
        extra=raw,
    )
    _check_references(form, study)
    form.finish()
    return study, list(mistakes.values())


def _each(form: Form, name: str) -> Iterator[Form]:
    """The mappings of a list, whose ids must be there and differ."""
    seen: set[str] = set()
    for item in form.sections(name):
        identifier = item.text("id", required=True)
        if identifier in seen:
            item.note(N_("The id “{id}” stands here twice."), "id", id=identifier)
        seen.add(identifier)
        yield item


def _sites(form: Form) -> tuple[Site, ...]:
    """Places may carry facts of the team's own."""
    return tuple(
        Site(item.text("id"), item.text("name", item.text("id")), item.text("type"))
        for item in _each(form, "sites")
    )


def _networks(form: Form) -> tuple[Network, ...]:
    """Networks may carry facts of the team's own."""
    return tuple(
        Network(
            item.text("id"),
            item.text("name", item.text("id")),
            item.flag("named_publicly", False),
        )
        for item in _each(form, "networks")
    )


def _languages(form: Form) -> StudyLanguages:
    section = form.section("languages")
    if section is None:
        return StudyLanguages()
    usual = StudyLanguages()
    found = StudyLanguages(
        transcripts=section.texts("transcripts") or usual.transcripts,
        ui=section.texts("ui") or usual.ui,
        exports=section.texts("exports") or usual.exports,
    )
    section.finish()
    return found


def _source_types(form: Form) -> tuple[SourceType, ...]:
    found = []
    for item in _each(form, "source_types"):
        item.ignore("work_packages", "repeat_interviews", "recommended_unit_of_coding", "aims")
        item.ignore("recurrence", "note")
        found.append(
            SourceType(
                id=item.text("id"),
                label=item.words("label", ()),
                codebook=item.slug("codebook") or None,
                secondary_codebooks=item.slugs("secondary_codebooks"),
                speakers=tuple(map(_speaker, item.sections("speakers", "role"))),
                units=item.texts("unit_of_analysis", single=True),
                codable=item.flag("codable", True),
                counts_in_matrices=item.flag("counts_in_matrices", True),
                cell_values=item.texts("cell_values"),
                guide=item.text("guide"),
            )
        )
        if item.get("secondary_codebooks") and not item.get("codebook"):
            item.note(N_("Secondary codebooks need a first one: fill in “codebook”."))
        item.finish()
    return tuple(found)


def _speaker(form: Form) -> SpeakerRole:
    form.ignore("case")
    found = SpeakerRole(
        form.text("role", required=True), form.flag("codable", True), form.flag("optional", False)
    )
    form.finish()
    return found


def _guide_questions(form: Form) -> tuple[GuideQuestion, ...]:
    found: dict[str, GuideQuestion] = {}
    for guide in form.sections("guides"):
        guide.ignore("source_type", "version", "pilot", "note")
        name = guide.slug("id", required=True)
        for item in guide.sections("questions", "key"):
            question = GuideQuestion(
                name,
                item.slug("key", required=True),
                item.words("wording", (), required=True),
                item.texts("codes"),
            )
            if question.ref in found:
                item.note(N_("The guide has “{key}” twice."), "key", key=question.key)
            item.finish()
            found[question.ref] = question
        guide.finish()
    return tuple(found.values())


def _attributes(
    form: Form, name: str, named: Mapping[str, tuple[str, ...]]
) -> tuple[Attribute, ...]:
    found = []
    for item in _each(form, name):
        item.ignore("note", "coreq", "default", "prefixes")
        found.append(_attribute(item, named))
        item.finish()
    return tuple(found)


def _attribute(form: Form, named: Mapping[str, tuple[str, ...]]) -> Attribute:
    values_from = form.text("values_from")
    nowhere = bool(values_from) and values_from not in named
    if nowhere:
        form.note(N_("Values come from “sites” or “networks”."), "values_from")
    values = form.texts("values", numbers=True) or named.get(values_from, ())
    usual = ValueType.CHOICE if values or values_from else ValueType.TEXT
    kind = form.choice("type", ValueType) or usual
    if kind is ValueType.CHOICE and not values and not nowhere:
        form.note(N_("A choice needs “values”, or “values_from”."))
    minimum, maximum = form.number("min"), form.number("max")
    if minimum is not None and maximum is not None and minimum > maximum:
        form.note(N_("“min” is greater than “max”."), "min")
    return Attribute(
        id=form.slug("id"),
        type=kind,
        values=values,
        value_labels=_value_labels(form, values),
        label=form.words("label", ()),
        privacy=form.choice("class", Privacy) or Privacy.MATRIX,
        applies_to=form.text("applies_to"),
        required=form.flag("required", False),
        pattern=_pattern(form),
        minimum=minimum,
        maximum=maximum,
        varies=form.flag("varies", False),
        values_from=values_from,
        derived_from=form.text("derived_from"),
        print_as=form.text("print_as"),
        overrides=form.text("overrides"),
    )


def _value_labels(form: Form, values: tuple[str, ...]) -> dict[str, Words]:
    """`labels: {fr: [implanté, …]}` turned round: the words of each value."""
    section = form.section("labels")
    if section is None:
        return {}
    labels: dict[str, dict[str, str]] = {value: {} for value in values}
    for language in section.raw:
        words = section.texts(language)
        if len(words) != len(values):
            msgid = N_("There are {labels} labels for {values} values.")
            section.note(msgid, language, labels=len(words), values=len(values))
        for value, label in zip(values, words, strict=False):
            labels[value][language] = label
    return dict(labels)


def _pattern(form: Form) -> str:
    pattern = form.text("pattern")
    try:
        re.compile(pattern)
    except re.error as error:
        form.note(N_("This is no regular expression ({reason})."), "pattern", reason=str(error))
        return ""
    return pattern


def _coders(form: Form) -> tuple[PlannedCoder, ...]:
    found = []
    for item in _each(form, "coders"):
        found.append(PlannedCoder(item.text("id"), item.choice("role", Role) or Role.CODER))
        item.ignore("note")
        item.finish()
    return tuple(found)


def _reliability(form: Form | None) -> Reliability:
    usual = Reliability()
    if form is None:
        return usual
    form.ignore("rounds", "independent", "facets", "valence_excludes_policies", "report")
    form.ignore("marks_in_agreement", "report_main")
    unit, sensitivity = usual.unit, usual.sensitivity
    units = form.section("unit")
    if units is not None:
        unit = next(iter(_units(units, "primary")), unit)
        sensitivity = _units(units, "sensitivity")
        units.ignore("present_if", "frozen_with_round")
        units.finish()
    passage, interval = form.section("same_passage"), form.section("interval")
    iou = None
    if passage is not None:
        iou = _share(passage, "iou")
        passage.ignore("rule", "trim", "boundary_listed_from")
        passage.finish()
    clusters = usual.min_clusters
    if interval is not None:
        clusters = interval.integer("min_clusters", clusters)
        interval.ignore("cluster", "below", "focus_group")
        interval.finish()
    shares = _overlap(form)
    form.finish()
    return Reliability(unit, sensitivity, shares, usual.same_passage_iou if iou is None else iou,
                       clusters)  # fmt: skip


def _units(form: Form, name: str) -> tuple[Unit, ...]:
    found = []
    for written in form.texts(name, single=True):
        if written in _UNITS:
            found.append(_UNITS[written])
        else:
            msgid = N_("“{value}” is none of: {choices}.")
            form.note(msgid, name, value=written, choices=", ".join(_UNITS))
    return tuple(found)


def _share(form: Form, name: str) -> float | None:
    value = form.number(name)
    if value is not None and not 0 <= value <= 1:
        form.note(N_("A share between 0 and 1 is expected, not “{value}”."), name, value=value)
    return value


def _overlap(form: Form) -> tuple[float, float] | None:
    shares = form.items("overlap_share")
    if not shares:
        return None
    numbers = [share for share in shares if isinstance(share, int | float)]
    if len(shares) == len(numbers) == 2 and 0 <= numbers[0] <= numbers[1] <= 1:
        return float(numbers[0]), float(numbers[1])
    form.note(N_("Two shares are expected, such as [0.10, 0.25]."), "overlap_share")
    return None


def _saturation(form: Form | None) -> Saturation:
    usual = Saturation()
    if form is None:
        return usual
    form.ignore("method", "codes", "order", "below_base_plus_run", "note")
    threshold = _share(form, "threshold")
    found = Saturation(
        base_size=form.integer("base_size", usual.base_size, least=1),
        run_length=form.integer("run_length", usual.run_length, least=1),
        threshold=usual.threshold if threshold is None else threshold,
        group_by=form.text("group_by"),
        label=form.words("label", ()),
        hidden_if_stance=form.choices("hidden_if_stance", Stance),
    )
    form.finish()
    return found


def _export_privacy(form: Form | None) -> ExportPrivacy:
    usual = ExportPrivacy()
    if form is None:
        return usual
    form.ignore("min_cell_applies_to", "letters")
    published, internal = _one_person_units(form.section("one_person_units"))
    labels = form.section("quote_label")
    found = ExportPrivacy(
        min_cell=form.integer("min_cell", usual.min_cell, least=1),
        small_cells=form.text("small_cells", usual.small_cells),
        one_person_published=published or usual.one_person_published,
        one_person_internal=internal or usual.one_person_internal,
        quote_label={kind: labels.text(kind) for kind in labels.raw} if labels else {},
        quotes_not_allowed=form.text("quotes_not_allowed", usual.quotes_not_allowed),
        minors=form.text("minors", usual.minors),
    )
    form.finish()
    return found


def _one_person_units(
    form: Form | None,
) -> tuple[OnePersonUnits | None, OnePersonUnits | None]:
    """What becomes of units of one person in publications, and in the team."""
    if form is None:
        return None, None
    published = form.choice("publication", OnePersonUnits)
    internal = form.choice("internal", OnePersonUnits)
    if published is OnePersonUnits.FULL_MARKED:
        form.note(N_("A publication never names a unit of one person."), "publication")
        published = None
    if internal is OnePersonUnits.OWN_COLUMNS:
        internal = OnePersonUnits.FULL_MARKED
    form.finish()
    return published, internal


def _retention(form: Form | None) -> Retention:
    section = None if form is None else form.section("retention")
    if section is None:
        return Retention()
    section.ignore("archive_duration", "note")
    until = section.text("active_until", "publication_date + P2Y")
    match = _DURATION.fullmatch(until)
    if match is None:
        msgid = N_("Write the term as “publication_date + P2Y” (here two years).")
        section.note(msgid, "active_until")
    published = None
    written = section.text("publication_date")
    if written:
        try:
            published = date.fromisoformat(written)
        except ValueError:
            section.note(N_("Write the date as 2026-05-23."), "publication_date")
    found = Retention(published, int(match.group(1)) if match else 2, section.text("then"))
    section.finish()
    return found


def _check_references(form: Form, study: Study) -> None:
    """Note names of attributes and guides that the study does not define."""
    known = {attribute.id for attribute in study.participant_attributes}
    for name in ("source_attributes", "participant_attributes"):
        for item in form.sections(name):
            for reference in ("derived_from", "overrides"):
                _check_known(item, reference, known)
            wanted, equals, _ = item.text("applies_to").partition("=")
            if equals and wanted.strip() not in known:
                item.note(N_("No attribute is called “{name}”."), "applies_to", name=wanted)
    saturation, contrast = form.section("saturation"), form.section("group_contrast")
    for section, name in ((saturation, "group_by"), (contrast, "compare")):
        if section is not None:
            _check_known(section, name, known)
    _check_quote_labels(form, study)
    guides = [guide.text("id") for guide in form.sections("guides")]
    for item in form.sections("source_types"):
        if item.text("guide") and item.text("guide") not in guides:
            item.note(N_("No guide is called “{name}”."), "guide", name=item.text("guide"))


def _check_known(form: Form, field: str, known: Iterable[str]) -> None:
    name = form.text(field)
    if name and name not in known:
        form.note(N_("No attribute is called “{name}”."), field, name=name)


def _check_quote_labels(form: Form, study: Study) -> None:
    """What stands beside a quotation is made of attributes that may be printed there."""
    for kind, template in study.export_privacy.quote_label.items():
        for name in _PLACEHOLDER.findall(template):
            attribute = study.attribute(name)
            path = ("export_privacy", "quote_label", kind)
            if attribute is None:
                form.note(N_("No attribute is called “{name}”."), *path, name=name)
            elif attribute.privacy is not Privacy.PRINT:
                msgid = N_("“{name}” may not stand beside a quotation: its class is {privacy}.")
                form.note(msgid, *path, name=name, privacy=attribute.privacy.value)
