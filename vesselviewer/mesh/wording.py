"""The sentences of a verdict, apart from the rules that choose them."""

from __future__ import annotations

NO_VOLUME = "Not computable: closed, but encloses no volume"
ALL_COLLAPSED = "Not computable: every triangle has collapsed to a line or a point"
INSIDE_OUT = "Inside out"

# Open edges that all lie above this share of the height leave a hull that still floats.
_DECK_SHARE = 0.05


def joined(*parts: str | None) -> str:
    """Return the parts that say something, separated by semicolons."""
    return "; ".join(part for part in parts if part)


def closed(parts: int, touching_edges: int) -> str:
    """A closed surface with consistent winding."""
    several = f" in {parts} parts" if parts > 1 else ""
    if touching_edges:
        return f"Closed{several}, but {counted(touching_edges, 'edge')} shared by more than two faces"
    return f"Sound: closed{several}, consistent winding"


def inside_out(parts: int) -> str:
    """A closed surface whose faces look inward."""
    several = f" in {parts} parts" if parts > 1 else ""
    return f"{INSIDE_OUT}: closed{several}, but all faces look inward; volume given as if turned"


def open_edges(count: int, low: float, high: float, bottom: float, top: float) -> str:
    """A surface with an edge; low, high are the heights of the edges, bottom, top those of the mesh."""
    edges = counted(count, "open edge")
    lowest, highest = f"{low:.4g}", f"{high:.4g}"
    if low > bottom + _DECK_SHARE * (top - bottom):
        reach = "" if lowest == highest else f", up to z = {highest}"
        return f"Open deck: sound below z = {lowest} ({edges}{reach})"
    if lowest == highest:
        return f"Open: {edges}, at z = {lowest}"
    return f"Open: {edges}, from z = {lowest} up to z = {highest}"


def mixed(edges: int, mixed_parts: int, parts: int, *, empty: bool) -> str:
    """Neighbors that disagree on which side is outside."""
    paradox = "zero volume, " if empty else ""
    return f"Not computable: closed, but {paradox}{mixed_beside(edges, mixed_parts, parts)}"


def mixed_beside(edges: int, mixed_parts: int, parts: int) -> str:
    """Mixed winding on a mesh that may be open as well."""
    where = f" in {mixed_parts} of {parts} parts" if parts > 1 and mixed_parts else ""
    return f"mixed winding{where} at {counted(edges, 'edge')}"


def opposed_parts(minority: int, parts: int) -> str:
    """Closed parts of which some are inside out, or are cavities: it cannot be told which."""
    return f"Not computable: winding of {minority} of {parts} parts opposed to the others"


def crowded_edges(edges: int) -> str:
    """Edges with an odd number of faces: an inner wall, or a surface laid on another."""
    return f"Not computable: {counted(edges, 'edge')} shared by an odd number of faces"


def counted(number: int, noun: str) -> str:
    """Return the number with its noun, in the plural where needed."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
