"""The network is made of the weights that it should have, or not at all.

What it says of texts is tested with the embedding.
"""

from __future__ import annotations

import numpy as np
import pytest

from bot.matching.minilm import Encoder
from bot.matching.onnx_weights import Tensor

NONE = np.zeros((1, 1), dtype=np.float32)


def test_another_number_of_layers_is_refused() -> None:
    embeddings = "inner.embeddings"
    tensors: dict[str, Tensor] = {
        f"{embeddings}.word_embeddings.weight_q": NONE,
        f"{embeddings}.word_embeddings.weight_scale": NONE,
        f"{embeddings}.token_type_embeddings.weight": NONE,
        f"{embeddings}.position_embeddings.weight_q": NONE,
        f"{embeddings}.position_embeddings.weight_scale": NONE,
        f"{embeddings}.LayerNorm.weight": NONE,
        f"{embeddings}.LayerNorm.bias": NONE,
        "val_1_q": NONE,
    }
    with pytest.raises(ValueError, match="1 matrices where 36 are expected"):
        Encoder(tensors)
