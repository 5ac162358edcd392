"""The municipal themes as plain, frozen data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from wisselwerk.languages import LANGUAGES, Lang


@dataclass(frozen=True, slots=True)
class Labels:
    """What a theme is called in one language.

    `preferred` is the name the screen shows; `alternative` are the other words practitioners use for it.
    """

    preferred: str
    alternative: tuple[str, ...] = ()

    def all(self) -> tuple[str, ...]:
        """Every label, the preferred one first."""
        return (self.preferred, *self.alternative)


@dataclass(frozen=True, slots=True)
class Concept:
    """One municipal theme: a SKOS concept with labels in the four languages.

    `domain` is the id of the top theme it falls under. `broader` is the id of the theme above it (None for the top of
    a domain); `related` are ids of themes beside it, and holds both ways. `sdg` holds SDG target codes ("11.6"),
    `dac` OECD DAC/CRS purpose codes ("14050"), `iv3` the Dutch Iv3 task field ("7.3"), `exact_match` the URIs of the
    same concept in other thesauri.
    """

    id: str
    domain: str
    labels: Mapping[str, Labels]
    broader: str | None = None
    related: tuple[str, ...] = ()
    sdg: tuple[str, ...] = ()
    dac: tuple[str, ...] = ()
    iv3: str | None = None
    exact_match: tuple[str, ...] = ()

    def name(self, lang: str) -> str:
        """The preferred label in `lang`, or in the first language that has one."""
        for candidate in (lang, *LANGUAGES):
            if candidate in self.labels:
                return self.labels[candidate].preferred
        return self.id


@dataclass(frozen=True)
class Thesaurus:
    """All themes by id, with the hierarchy ready to walk.

    `version` changes whenever any label or relation changes: it is a digest of the content.
    """

    concepts: Mapping[str, Concept]
    version: str
    collisions: tuple[Collision, ...] = field(default=())

    def __getitem__(self, concept_id: str) -> Concept:
        return self.concepts[concept_id]

    def __contains__(self, concept_id: object) -> bool:
        return concept_id in self.concepts

    def __len__(self) -> int:
        return len(self.concepts)

    def __iter__(self) -> Iterator[Concept]:
        return iter(self.concepts.values())

    @cached_property
    def narrower(self) -> Mapping[str, tuple[str, ...]]:
        """For each theme the ids directly below it, in file order."""
        below: dict[str, list[str]] = {concept_id: [] for concept_id in self.concepts}
        for concept in self:
            if concept.broader is not None:
                below[concept.broader].append(concept.id)
        return {concept_id: tuple(ids) for concept_id, ids in below.items()}

    def ancestors(self, concept_id: str) -> tuple[str, ...]:
        """The ids above a theme, nearest first."""
        found: list[str] = []
        above = self.concepts[concept_id].broader
        while above is not None:
            found.append(above)
            above = self.concepts[above].broader
        return tuple(found)

    def tops(self) -> tuple[Concept, ...]:
        """The top theme of each domain, in file order."""
        return tuple(concept for concept in self if concept.broader is None)

    def labels(self, lang: Lang) -> Iterator[tuple[str, str]]:
        """Every (label, concept id) in one language."""
        for concept in self:
            if lang in concept.labels:
                for label in concept.labels[lang].all():
                    yield label, concept.id


@dataclass(frozen=True, slots=True)
class Collision:
    """One label that two or more themes claim in the same language.

    `label` is as the first theme writes it. `places` says for each of `concepts`, in the same order, where
    ("file:line").
    `built_in` is True when every claim stands in the data that comes with Wisselwerk.
    """

    lang: str
    label: str
    concepts: tuple[str, ...]
    places: tuple[str, ...] = ()
    built_in: bool = True

    def __str__(self) -> str:
        claims = " and ".join(
            f"{concept} ({place})" for concept, place in zip(self.concepts, self.places, strict=False)
        )
        return f"'{self.label}' ({self.lang}) is a label of {claims or ' and '.join(self.concepts)}"
