/** Where the plain text of a marked-up script comes from: positions in UTF-16 units, by binary search. */

/** [start, end) in UTF-16 units. */
export type Span = readonly [start: number, end: number];

/** A stretch of plain text copied from the script. */
export interface Run {
  readonly plain: number;
  readonly source: number;
  readonly length: number;
  /** Longer than `length` where an entity was decoded. */
  readonly sourceLength: number;
}

export interface SpanMap {
  toSource(span: Span): Span;
  toPlain(span: Span): Span;
}

/** Positions between text and source, both ways, from the runs that were copied. */
export function mapping(runs: readonly Run[], sourceLength: number): SpanMap {
  /** Last run that begins at or before `position`. */
  const find = (key: 'plain' | 'source', position: number): Run | undefined => {
    let low = 0;
    let high = runs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((runs[middle]?.[key] ?? 0) <= position) low = middle + 1;
      else high = middle;
    }
    return runs[low - 1];
  };
  const sourceOf = (position: number, edge: 'start' | 'end'): number => {
    const run = find('plain', edge === 'end' ? Math.max(0, position - 1) : position);
    if (run === undefined) return Math.min(position, sourceLength);
    if (run.length === run.sourceLength) return run.source + Math.min(position - run.plain, run.length);
    return edge === 'end' || position > run.plain ? run.source + run.sourceLength : run.source;
  };
  const plainOf = (position: number): number => {
    const run = find('source', position);
    if (run === undefined) return 0;
    const inside = position - run.source;
    if (run.length !== run.sourceLength) return run.plain + (inside >= run.sourceLength ? run.length : 0);
    return run.plain + Math.min(inside, run.length);
  };
  return {
    toSource: ([start, end]) => [
      sourceOf(start, 'start'),
      sourceOf(Math.max(end, start), end > start ? 'end' : 'start'),
    ],
    toPlain: ([start, end]) => [plainOf(start), plainOf(end)],
  };
}
