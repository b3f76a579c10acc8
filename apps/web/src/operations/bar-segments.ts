/** One part of a bar. */
export interface BarPart {
  readonly name: string;
  readonly value: number;
  /** Class of its fill, e.g. `fill-teal`. */
  readonly fill: string;
}

/** Where a part stands on a bar, in hundredths of its width. */
export interface BarSegment extends BarPart {
  readonly x: number;
  readonly width: number;
}

/** Lets neighbours be told apart without their colour. */
const gap = 0.35;

/** Narrower would not be seen. */
const least = 0.4;

/**
 * The parts side by side from the left; those of 0 are left out.
 *
 * @param top the sum that fills the whole width.
 */
export function barSegments(parts: readonly BarPart[], top: number): readonly BarSegment[] {
  const segments: BarSegment[] = [];
  let from = 0;
  for (const part of parts) {
    if (part.value <= 0 || top <= 0) continue;
    const share = (part.value / top) * 100;
    segments.push({ ...part, x: round(from), width: round(Math.max(share - gap, least)) });
    from += share;
  }
  return segments;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
