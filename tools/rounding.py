"""Rounds weights to few steps so that what comes out changes least, where what goes in is known.

Sources: Frantar et al., "GPTQ", 2023; Xiao et al., "SmoothQuant", 2023.
"""

from __future__ import annotations

from typing import NamedTuple

import torch

_STEPS = 64
"""Steps on each side of zero, as `quantize_dynamic` takes them with `reduce_range`."""
_DAMP = 0.01
"""What is added to how strong each dimension is on its own, as part of the mean of all."""
_EVENED = 0.8
"""How far dimensions are evened out before they are rounded."""


class Seen(NamedTuple):
    """What goes into a product.

    Attributes:
        reach: how far each dimension reaches, shape (in,).
        moments: the sums of products of each two dimensions, shape (in, in).
    """

    reach: torch.Tensor
    moments: torch.Tensor

    @classmethod
    def of(cls, rows: torch.Tensor) -> Seen:
        """What these rows show, shape (rows, in)."""
        return cls(rows.abs().amax(0), rows.T @ rows)

    def __or__(self, other: Seen) -> Seen:
        return Seen(torch.maximum(self.reach, other.reach), self.moments + other.moments)

    def divided(self, shares: torch.Tensor) -> Seen:
        """What goes in where each dimension is divided by its share."""
        return Seen(self.reach / shares, self.moments / shares / shares[:, None])


def shares(reach: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """What dimensions are divided by: most of how far they reach, so that weights do not take over what they had."""
    return (reach + 1e-6) ** _EVENED / (weights.detach().abs().amax(0) + 1e-6) ** (1 - _EVENED)


def rounded(weights: torch.Tensor, seen: Seen) -> torch.Tensor:
    """Round weights, shape (out, in), one dimension after the other; those to come make up for what each has lost.

    Each row keeps its largest weight, by which its steps are measured later.
    """
    kept = weights.detach().double()
    moments = seen.moments.double()
    order = moments.diagonal().argsort(descending=True)
    kept, moments = kept[:, order], moments[order][:, order]
    moments = moments + torch.eye(len(order), dtype=torch.double) * _DAMP * moments.diagonal().mean()
    follows = torch.linalg.cholesky(torch.cholesky_inverse(torch.linalg.cholesky(moments)), upper=True)
    step = (kept.abs().amax(1) / _STEPS).clamp_min(1e-12)
    largest = kept.abs().argmax(1)
    ends = kept.gather(1, largest[:, None]).sign().squeeze(1) * _STEPS
    for at in range(kept.shape[1]):
        wanted = kept[:, at] / step
        taken = torch.where(largest == at, ends, wanted.round().clamp(-_STEPS, _STEPS))
        lost = (wanted - taken) * step / follows[at, at]
        kept[:, at] = taken * step
        kept[:, at + 1 :] -= lost[:, None] * follows[at, at + 1 :]
    back = torch.empty_like(kept)
    back[:, order] = kept
    return back.to(weights.dtype)
