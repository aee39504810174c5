"""The examples of a library by class, and the most alike one of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fleet.routing.encoder import Vectors


@dataclass(frozen=True, slots=True)
class Groups:
    """Which examples are of which class.

    Attributes:
        classes: the class of each example.
        count: how many classes there are.
        order: the examples, those of one class together.
        present: the classes that have examples, in ascending order.
        starts: where each of them starts in that order.
    """

    classes: NDArray[np.intp]
    count: int
    order: NDArray[np.intp]
    present: NDArray[np.intp]
    starts: NDArray[np.intp]

    @classmethod
    def of(cls, classes: NDArray[np.intp], count: int) -> Groups:
        """Group examples of these classes."""
        order = np.argsort(classes, kind="stable")
        present, starts = np.unique(classes[order], return_index=True)
        return cls(classes, count, order, present, starts)

    def most(self, likeness: Vectors) -> Vectors:
        """From the likeness of texts to examples make that to the most alike one of each class.

        Args:
            likeness: shape (texts, examples).

        Returns:
            An array of shape (texts, classes); 0 for a class without examples.
        """
        found = np.zeros((len(likeness), self.count), dtype=np.float32)
        if len(self.order) and len(likeness):
            found[:, self.present] = np.maximum.reduceat(likeness[:, self.order], self.starts, axis=1)
        return found
