"""Checks of people: somebody holds the posts that decide, and there are enough of them for four eyes (`not_by`).

Steps that must not be decided by one person are taken as if each order of them could occur, and each as decided once:
whoever decides again after rework, or acts for a colleague, may need one person more.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workflow.compiler.context import Context
from workflow.compiler.references import find
from workflow.compiler.walking import Site, sites
from workflow.definition.models import Definition, ReviewStep
from workflow.definition.organisation import Staff
from workflow.definition.places import Fault
from workflow.definition.reading import Node

Edges = dict[int, set[int]]
"""Which reviews, by number, need another person than which."""


@dataclass(frozen=True)
class Review:
    """A review of a definition, and where it stands."""

    site: Site
    name: str
    step: ReviewStep

    @property
    def post(self) -> str:
        return f"{self.step.unit}:{self.step.review}" if self.step.unit else self.step.review


def somebody_holds_every_post(definition: Definition, tree: Node, context: Context) -> Iterator[Fault]:
    """nobody: the staff of the organisation holds each post that a review asks for."""
    staff = context.organisation.staff
    for review in _reviews(definition, tree) if staff else ():
        if not sum(group.count for group in staff if group.may_decide(review.step.review, review.step.unit)):
            reason = f"is for {review.post}, and nobody holds that post"
            hint = "give the post to somebody under `staff:` of organisation.yaml, or name another role or unit"
            yield review.site.fault("nobody", review.name, ("review",), reason, hint)


def four_eyes_can_be_kept(definition: Definition, tree: Node, context: Context) -> Iterator[Fault]:
    """not-enough-people: reviews that exclude each other's deciders can all be decided by the staff there is."""
    staff = context.organisation.staff
    reviews = _reviews(definition, tree) if staff else []
    staffed = [n for n, review in enumerate(reviews) if any(_holding(review, group) for group in staff)]
    edges = _edges(reviews)
    for together in _components(edges, staffed):
        if _assigned(together, reviews, edges, staff):
            continue
        core = _core(together, reviews, edges, staff)
        last = reviews[core[-1]]
        steps = ", ".join(f"{reviews[n].name} ({reviews[n].post})" for n in core)
        groups = [group for group in staff if any(_holding(reviews[n], group) for n in core)]
        people = sum(group.count for group in groups)
        reason = f"cannot be decided: {steps} need different people, and only {people} may decide one of them"
        hint = "appoint more people, let another role decide, or drop a name from `not_by`"
        yield last.site.fault("not-enough-people", last.name, ("not_by",), reason, hint)


def _reviews(definition: Definition, tree: Node) -> list[Review]:
    return [
        Review(site, name, step)
        for site in sites(Site(definition.graph, tree, ("steps",)))
        for name, step in site.graph.steps.items()
        if isinstance(step, ReviewStep)
    ]


def _edges(reviews: Sequence[Review]) -> Edges:
    number = {id(review.step): n for n, review in enumerate(reviews)}
    edges: Edges = {n: set() for n in range(len(reviews))}
    for n, review in enumerate(reviews):
        for other in (number.get(id(find(review.site, path))) for path in review.step.not_by):
            if other is not None and other != n:
                edges[n].add(other)
                edges[other].add(n)
    return edges


def _components(edges: Edges, among: Sequence[int]) -> Iterator[list[int]]:
    """Reviews that have to do with each other, set by set, each in file order."""
    left = set(among)
    while left:
        found, frontier = set[int](), [min(left)]
        while frontier:
            n = frontier.pop()
            if n in left and n not in found:
                found.add(n)
                frontier.extend(edges[n])
        left -= found
        yield sorted(found)


def _assigned(together: Sequence[int], reviews: Sequence[Review], edges: Edges, staff: Sequence[Staff]) -> bool:
    """Whether every one of these reviews can have its person: those who hold the same posts are alike, so one new one is tried."""
    decider: dict[int, tuple[int, int]] = {}

    def place(position: int) -> bool:
        if position == len(together):
            return True
        n = together[position]
        taken = {decider[other] for other in edges[n] if other in decider}
        for number, group in enumerate(staff):
            known = {person for person in decider.values() if person[0] == number}
            people = min(group.count, len(known) + 1) if _holding(reviews[n], group) else 0
            for person in ((number, each) for each in range(people)):
                if person not in taken:
                    decider[n] = person
                    if place(position + 1):
                        return True
                    del decider[n]
        return False

    return place(0)


def _core(together: list[int], reviews: Sequence[Review], edges: Edges, staff: Sequence[Staff]) -> list[int]:
    """As few of these reviews as already cannot have a person each."""
    core = list(together)
    for n in together:
        without = [other for other in core if other != n]
        if not _assigned(without, reviews, edges, staff):
            core = without
    return core


def _holding(review: Review, group: Staff) -> bool:
    return group.count > 0 and group.may_decide(review.step.review, review.step.unit)
