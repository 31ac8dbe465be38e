"""Writes test/golden/rank-tests.json: signed ranks, Friedman and the studentized range by scipy.

    python scripts/golden/rank-tests.py

Exact distributions with ties are counted by enumerating all signs. Written with numpy 2.4 and scipy 1.17.
"""

import json
import pathlib

import numpy as np
from scipy import stats

path = pathlib.Path(__file__).parents[2] / "test/golden/rank-tests.json"
random = np.random.default_rng(7)


def signed(differences, **options):
    result = stats.wilcoxon(differences, zero_method="wilcox", correction=False, **options)
    return {"differences": list(differences), "p": float(result.pvalue)}


def draws(n, decimals):
    return [float(x) for x in np.round(random.normal(0.4, 1, n), decimals)]


enumerated = stats.PermutationMethod(n_resamples=np.inf)
blocks = [random.normal([0, 0.2, 0.5, 0.1], 1, (n, 4)).round(digits) for n, digits in ((6, 6), (12, 0), (30, 1))]

golden = {
    "exact": [signed(draws(n, 6), method="exact") for n in (3, 6, 10, 25, 50)],
    "exactWithTies": [signed(draws(n, digits), method=enumerated) for n, digits in ((5, 0), (8, 0), (10, 1))],
    "normal": [signed(draws(n, digits), method="asymptotic") for n, digits in ((60, 6), (80, 1), (120, 0))],
    "friedman": [
        {
            "blocks": block.tolist(),
            "statistic": float(stats.friedmanchisquare(*block.T).statistic),
            "p": float(stats.friedmanchisquare(*block.T).pvalue),
            "ranks": stats.rankdata(-block, axis=1).mean(0).tolist(),
        }
        for block in blocks
    ],
    "nemenyi": [
        {"treatments": k, "alpha": alpha, "q": float(stats.studentized_range.ppf(1 - alpha, k, np.inf) / np.sqrt(2))}
        for k in (2, 3, 5, 10, 24, 40)
        for alpha in (0.05, 0.1)
    ],
}
path.write_text(json.dumps(golden, indent=2) + "\n")
