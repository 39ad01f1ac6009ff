import { extent } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { curveMonotoneX, line } from 'd3-shape';

/** The shape of a number over the period; the number itself stands beside it. */
export function Sparkline({
  values,
  color = 'var(--brand)',
}: {
  values: readonly (number | null)[];
  color?: string;
}) {
  const width = 96;
  const height = 28;
  const [low = 0, high = 1] = extent(values.filter((value): value is number => value !== null));
  const x = scaleLinear()
    .domain([0, Math.max(1, values.length - 1)])
    .range([2, width - 4]);
  const y = scaleLinear()
    .domain(low === high ? [low - 1, high + 1] : [low, high])
    .range([height - 4, 4]);
  const path = line<number | null>()
    .defined((value) => value !== null)
    .x((_, index) => x(index))
    .y((value) => y(value ?? 0))
    .curve(curveMonotoneX);
  const last = values.findLastIndex((value) => value !== null);
  const end = values[last];
  return (
    <svg width={width} height={height} aria-hidden="true" style={{ overflow: 'visible', flex: 'none' }}>
      <path
        d={path(values) ?? undefined}
        fill="none"
        stroke={color}
        strokeWidth={1.75}
        strokeLinejoin="round"
      />
      {end === null || end === undefined ? null : <circle cx={x(last)} cy={y(end)} r={2.75} fill={color} />}
    </svg>
  );
}
