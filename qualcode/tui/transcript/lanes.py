"""Lanes of a margin: intervals that overlap stand side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import heappop, heappush


def assign_lanes(intervals: Sequence[tuple[int, int]]) -> list[int]:
    """A lane from 0 for each half-open interval, as few lanes as can be.

    Intervals are taken by start, the longer first, and get the lowest lane that is free; two that
    overlap never share one.
    """
    order = sorted(range(len(intervals)), key=lambda i: (intervals[i][0], -intervals[i][1]))
    lanes = [0] * len(intervals)
    busy: list[tuple[int, int]] = []
    free: list[int] = []
    opened = 0
    for index in order:
        start, end = intervals[index]
        while busy and busy[0][0] <= start:
            heappush(free, heappop(busy)[1])
        if free:
            lane = heappop(free)
        else:
            lane, opened = opened, opened + 1
        lanes[index] = lane
        heappush(busy, (end, lane))
    return lanes


def lowest_free(taken: Iterable[int]) -> int:
    """The lowest lane that is not taken: where one more interval goes without moving any other."""
    used = set(taken)
    lane = 0
    while lane in used:
        lane += 1
    return lane
