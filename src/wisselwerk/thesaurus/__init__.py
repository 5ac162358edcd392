"""The municipal themes: concepts with labels in Dutch, English, French and Arabic.

`load()` is the way in; `install()` names an operator's own themes. The SKOS modules (`skos_export`, `skos_import`)
stand apart, because they need rdflib, which takes a while to import and which few callers want.
"""

from wisselwerk.thesaurus.loading import install, load
from wisselwerk.thesaurus.model import Collision, Concept, Labels, Thesaurus
from wisselwerk.thesaurus.problems import Problem, ThesaurusError

__all__ = ["Collision", "Concept", "Labels", "Problem", "Thesaurus", "ThesaurusError", "install", "load"]
