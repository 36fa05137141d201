"""How `vesselviewer hydrostatics` writes what it computed: for a person, as JSON, as CSV."""

from __future__ import annotations

import csv
import io
import json
import math
from typing import TYPE_CHECKING

from vesselviewer.cli.inspect import printable
from vesselviewer.hydrostatics import QUANTITIES, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vesselviewer.hydrostatics import GZCurve, Hydrostatics

# What a person reads as zero.
_NOTHING = 1e-9
_COLUMNS = (
    "draft", "displaced_volume", "displacement", "longitudinal_center_of_buoyancy",
    "vertical_center_of_buoyancy", "longitudinal_center_of_flotation", "waterplane_area",
    "transverse_metacenter", "longitudinal_metacenter", "tonnes_per_centimeter",
    "moment_to_trim_centimeter", "wetted_surface_area", "block_coefficient",
)  # fmt: skip


def as_json(path: str, result: Hydrostatics, rows: Sequence[Hydrostatics], curve: GZCurve | None) -> str:
    """Return one JSON object: SI, keys spelled out, with the state of each number."""
    found: dict[str, object] = {"path": path, **result.as_dict()}
    if rows:
        found["table"] = [row.as_dict() for row in rows]
    if curve is not None:
        found["gz"] = gz_dict(curve)
    return json.dumps(found, ensure_ascii=True, allow_nan=False)


def gz_dict(curve: GZCurve) -> dict[str, object]:
    """Return a curve as plain values, fit for JSON."""
    return {
        "heel": [float(heel) for heel in curve.heels],
        "gz": _plain(curve.gz),
        "kn": _plain(curve.kn),
        "draft": _plain(curve.drafts),
        "trim_angle": _plain(curve.trim_angles),
        "displaced_volume": curve.displaced_volume,
        "vertical_center_of_gravity": curve.kg,
        "transverse_metacentric_height": curve.metacentric_height,
        "maximum": curve.maximum and {"heel": curve.maximum[0], "gz": curve.maximum[1]},
        "vanishing_angle": curve.vanishing_angle,
        "range": curve.range,
        "area_to_30": curve.area_to_30,
        "area_to_40": curve.area_to_40,
        "area_30_to_40": curve.area_30_to_40,
        "limit": curve.limit,
        "reason": curve.reason,
        "criteria": [
            {
                "name": each.name,
                "required": each.required,
                "value": each.value,
                "unit": each.unit,
                "passed": each.passed,
                "reason": each.reason,
            }
            for each in curve.criteria
        ],
    }


def _plain(values: Iterable[float]) -> list[float | None]:
    """Return numbers with None for what is not one."""
    return [float(value) if math.isfinite(value) else None for value in values]


def as_csv(result: Hydrostatics, rows: Sequence[Hydrostatics], curve: GZCurve | None) -> str:
    """Return the levers, the table, or else the particulars, as comma-separated values in SI."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if curve is not None:
        writer.writerow(("heel", "gz", "kn", "draft", "trim_angle"))
        columns = (_plain(each) for each in (curve.gz, curve.kn, curve.drafts, curve.trim_angles))
        writer.writerows(zip(curve.heels.tolist(), *columns, strict=True))
    elif rows:
        names = list(QUANTITIES)
        writer.writerow([*names, "state"])
        writer.writerows([*(row.values()[name] for name in names), str(row.state)] for row in rows)
    else:
        writer.writerow(("quantity", "value", "state", "reason", "resolution_error", "error_bound"))
        for name, value in result.values().items():
            note = result.state_of(name)
            writer.writerow(
                (name, value, str(note.state), note.reason, note.resolution_error, note.error_bound)
            )
    return out.getvalue().rstrip("\n")


def readable(path: str, result: Hydrostatics, rows: Sequence[Hydrostatics], curve: GZCurve | None) -> str:
    """Return aligned lines for a person, in the units of the trade."""
    reason = result.state_of("displaced_volume").reason
    lines = [printable(path), f"  {result.state}" + (f": {reason}" if reason else "")]
    lines.append(f"  reference lines: {result.reference.basis}")
    lines += [f"  warning: {warning}" for warning in result.warnings]
    lines += _particulars(result)
    if rows:
        lines += ["", *_table(rows)]
    if curve is not None:
        lines += ["", *_levers(curve)]
    return "\n".join(lines)


def _particulars(result: Hydrostatics) -> list[str]:
    """Return a line a quantity: symbol, value, unit, title, and what is not simply OK."""
    lines = []
    overall = result.state_of("displaced_volume").reason
    for name, value in result.values().items():
        quantity, note = QUANTITIES[name], result.state_of(name)
        if value is None:
            shown, doubt = "–", "" if note.reason == overall else note.reason
        elif abs(value) < _NOTHING:
            shown, doubt = "0", _doubt(name, result)
        else:
            shown, doubt = f"{value * quantity.scale:.6g}", _doubt(name, result)
        if name == "heel":
            shown, doubt = _sided(math.degrees(result.heel), "° to starboard", "° to port"), ""
        elif name == "trim":
            shown, doubt = _sided(result.trim, " m by the bow", " m by the stern"), ""
        unit = "" if name in {"heel", "trim"} else quantity.unit
        line = f"  {quantity.symbol:<6}{shown:>12} {unit:<7} {quantity.title}"
        lines.append(f"{line}  ({doubt})" if doubt else line)
    return lines


def _doubt(name: str, result: Hydrostatics) -> str:
    """Return what a person should know beside a number; the state of all stands at the top."""
    quantity, note = QUANTITIES[name], result.state_of(name)
    parts = []
    if note.error_bound:
        parts.append(f"opening ± {note.error_bound * quantity.scale:.2g}")
    if note.resolution_error:
        parts.append(f"triangles ± {note.resolution_error * quantity.scale:.1g}")
    if note.state is State.OK and note.reason:
        parts.append(note.reason)
    return ", ".join(parts)


def _sided(value: float, positive: str, negative: str) -> str:
    """Write a signed number in words."""
    if abs(value) < 5e-7:
        return "none"
    return f"{abs(value):.4g}{positive if value > 0 else negative}"


def _table(rows: Sequence[Hydrostatics]) -> list[str]:
    """Return the usual columns over drafts."""
    quantities = [QUANTITIES[name] for name in _COLUMNS]
    heads = [f"{q.symbol} {q.unit}".strip() for q in quantities]
    lines = ["  " + "".join(f"{head:>13}" for head in heads)]
    for row in rows:
        values = [row.values()[name] for name in _COLUMNS]
        cells = ["–" if v is None else f"{v * q.scale:.6g}" for v, q in zip(values, quantities, strict=True)]
        lines.append("  " + "".join(f"{cell:>13}" for cell in cells))
    return lines


def _levers(curve: GZCurve) -> list[str]:
    """Return the levers and what the criteria say of them."""
    lines = [f"  {'heel °':>8}{'GZ m':>10}{'KN m':>10}{'T m':>10}{'trim °':>9}"]
    for row in zip(curve.heels, curve.gz, curve.kn, curve.drafts, curve.trim_angles, strict=True):
        heel, gz, kn, draft, trim = row
        cells = [f"{value:.4f}" if math.isfinite(value) else "–" for value in (gz, kn, draft)]
        turn = f"{math.degrees(trim):.3f}" if math.isfinite(trim) else "–"
        lines.append(f"  {math.degrees(heel):8.1f}" + "".join(f"{cell:>10}" for cell in cells) + f"{turn:>9}")
    if curve.reason:
        lines.append(f"  ends {curve.reason}")
    for each in curve.criteria:
        degrees = each.unit == "rad"
        scale, unit = (math.degrees(1.0), "°") if degrees else (1.0, each.unit)
        verdict = {True: "pass", False: "FAIL", None: "not computable"}[each.passed]
        value = "–" if each.value is None else f"{each.value * scale:.4g}"
        line = f"  {each.name:<32}{value:>9} {unit:<6} at least {each.required * scale:.4g}  {verdict}"
        lines.append(f"{line}: {each.reason}" if each.reason else line)
    return lines
