"""The jobs in a store's team, in the words of either language."""

from __future__ import annotations

JOBS: dict[str, tuple[str, ...]] = {
    "manager": ("店长", "经理", "运营经理", "owner"),
    "promotion": ("推广", "运营", "marketing", "ads"),
    "product": ("商品", "采购", "buying", "merchandise"),
    "service": ("客服", "售后", "support", "customer service"),
    "design": ("设计", "美工", "creative"),
    "warehouse": ("仓库", "发货", "logistics", "dispatch"),
    "data": ("数据", "分析", "analysis"),
}
"""Each job with its other names; the first of them is the Chinese one."""

_KNOWN = {name: job for job, names in JOBS.items() for name in (job, *names)}


def same_job(one: str, other: str) -> bool:
    """Whether two words name the same job."""
    return _canonical(one) == _canonical(other)


def in_chinese(job: str) -> str:
    """The Chinese word for a job, or the word itself."""
    return JOBS[job][0] if job in JOBS else job


def _canonical(word: str) -> str:
    return _KNOWN.get(word.strip().casefold(), word.strip().casefold())
