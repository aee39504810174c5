"""May this persona work in this lane, in this context, and who does otherwise: pure and exact."""

from fleet.relation.condition import Unmet, holds, unmet
from fleet.relation.relation import EFFECTS, Reach, Relation, relate
from fleet.relation.words import condition_words, unmet_words

__all__ = ["EFFECTS", "Reach", "Relation", "Unmet", "condition_words", "holds", "relate", "unmet", "unmet_words"]
