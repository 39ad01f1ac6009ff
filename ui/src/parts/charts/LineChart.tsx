import { extent, max, min } from 'd3-array';
import { scaleLinear, scalePoint } from 'd3-scale';
import { area, curveMonotoneX, line } from 'd3-shape';
import { useId, useState } from 'react';
import classes from './charts.module.css';
import { useWidth } from './use-width';

export interface Series {
  name: string;
  color: string;
  /** Lines are told apart by their dashes too, never by colour alone. */
  dash?: string;
  values: readonly (number | null)[];
}

interface LineChartProps {
  /** One label a point, already in words. */
  labels: readonly string[];
  series: readonly Series[];
  /** The interval around the first series. */
  band?: readonly ([number, number] | null)[];
  format: (value: number) => string;
  /** For the axis: every tick in one unit, given the greatest. */
  formatTick?: (value: number, greatest: number) => string;
  /** What one step of the axis is a multiple of: 24 for days told in hours. */
  tickUnit?: (greatest: number) => number;
  summary: string;
  height?: number;
  fromZero?: boolean;
}

const TOP = 12;
const BOTTOM = 26;
const LABEL_PX = 64;
const LINE_PX = 15;

/** Moves labels apart so that none covers another. */
export function spread(places: readonly number[], gap: number, lowest: number): number[] {
  const order = places.map((place, index) => ({ place, index })).sort((a, b) => a.place - b.place);
  for (let i = 1; i < order.length; i += 1) {
    const [one, two] = [order[i - 1], order[i]];
    if (one && two) two.place = Math.max(two.place, one.place + gap);
  }
  let ceiling = lowest;
  for (const item of order.toReversed()) {
    item.place = Math.min(item.place, ceiling);
    ceiling = item.place - gap;
  }
  const spaced = [...places];
  for (const item of order) spaced[item.index] = item.place;
  return spaced;
}

export function LineChart(props: LineChartProps) {
  const { labels, series, band, format, summary, height = 220, fromZero = true } = props;
  const [ref, width] = useWidth();
  const [at, setAt] = useState<number | null>(null);
  const clip = useId();
  const many = series.length > 1;
  const all = [...series.flatMap((one) => one.values), ...(band ?? []).flatMap((pair) => pair ?? [])];
  const known = all.filter((value): value is number => value !== null && Number.isFinite(value));
  const [low = 0, high = 1] = extent(known);
  const y = scaleLinear()
    .domain(fromZero ? [Math.min(0, low), Math.max(high, 0) || 1] : [low, high])
    .nice(4)
    .range([height - BOTTOM, TOP]);
  const unit = props.tickUnit?.(Math.max(high, 0)) ?? 1;
  const [bottom = 0, top = 1] = y.domain();
  const ticks = scaleLinear()
    .domain([bottom / unit, top / unit])
    .ticks(4)
    .map((tick) => tick * unit);
  const greatest = ticks.at(-1) ?? 1;
  const tickText = (value: number): string => props.formatTick?.(value, greatest) ?? format(value);
  const left = 10 + (max(ticks, (tick) => tickText(tick).length) ?? 3) * 7;
  const lastNames = series.map((one) => (many ? one.name : ''));
  const right = many ? Math.min(130, 24 + (max(lastNames, (name) => name.length) ?? 0) * 7) : 56;
  const x = scalePoint<number>()
    .domain(labels.map((_, index) => index))
    .range([left, Math.max(left + 40, width - right)]);
  const xOf = (index: number): number => x(index) ?? left;
  const every = Math.max(1, Math.ceil((labels.length * LABEL_PX) / Math.max(1, width - left - right)));
  const path = line<number | null>()
    .defined((value) => value !== null)
    .x((_, index) => xOf(index))
    .y((value) => y(value ?? 0))
    .curve(curveMonotoneX);
  const range = area<[number, number] | null>()
    .defined((pair) => pair !== null)
    .x((_, index) => xOf(index))
    .y0((pair) => y(pair?.[0] ?? 0))
    .y1((pair) => y(pair?.[1] ?? 0))
    .curve(curveMonotoneX);
  const ends = series.map((one) => {
    const index = one.values.findLastIndex((value) => value !== null);
    return { index, value: one.values[index] ?? null };
  });
  const endPlaces = spread(
    ends.map((end) => (end.value === null ? height - BOTTOM : y(end.value))),
    LINE_PX,
    height - BOTTOM,
  );

  const point = (clientX: number, box: DOMRect) => {
    const step = x.step() || 1;
    const index = Math.round((clientX - box.left - left) / step);
    setAt(index >= 0 && index < labels.length ? index : null);
  };

  return (
    <div ref={ref} className={classes.chart}>
      <svg
        width={width}
        height={height}
        role="img"
        aria-label={summary}
        onPointerMove={(event) => point(event.clientX, event.currentTarget.getBoundingClientRect())}
        onPointerLeave={() => setAt(null)}
      >
        <defs>
          <clipPath id={clip}>
            <rect x={left - 4} y={0} width={Math.max(0, width - left)} height={height - BOTTOM + 2} />
          </clipPath>
        </defs>
        {ticks.map((tick) => (
          <g key={tick}>
            <line
              className={tick === 0 ? classes.zero : classes.grid}
              x1={left}
              x2={width - right}
              y1={y(tick)}
              y2={y(tick)}
            />
            <text x={left - 8} y={y(tick)} dy="0.32em" textAnchor="end">
              {tickText(tick)}
            </text>
          </g>
        ))}
        {labels.map((label, index) =>
          (labels.length - 1 - index) % every === 0 ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: places on an axis are their index
            <text key={index} x={xOf(index)} y={height - 6} textAnchor="middle">
              {label}
            </text>
          ) : null,
        )}
        <g clipPath={`url(#${clip})`}>
          {band ? <path d={range(band) ?? undefined} fill={series[0]?.color} opacity={0.14} /> : null}
          {series.map((one) => (
            <path
              key={one.name}
              d={path(one.values) ?? undefined}
              fill="none"
              stroke={one.color}
              strokeWidth={2}
              strokeDasharray={one.dash}
              strokeLinejoin="round"
              strokeLinecap={one.dash ? 'butt' : 'round'}
            />
          ))}
        </g>
        {series.map((one, order) => {
          const end = ends[order];
          if (!end || end.value === null) return null;
          return (
            <g key={one.name}>
              <circle cx={xOf(end.index)} cy={y(end.value)} r={3.5} fill={one.color} />
              <text className={classes.strong} x={xOf(end.index) + 8} y={endPlaces[order]} dy="0.32em">
                {many ? one.name : format(end.value)}
              </text>
            </g>
          );
        })}
        {at === null ? null : (
          <g>
            <line
              className={classes.zero}
              x1={xOf(at)}
              x2={xOf(at)}
              y1={TOP}
              y2={height - BOTTOM}
              strokeDasharray="2 3"
            />
            {series.map((one) => {
              const value = one.values[at];
              return value === null || value === undefined ? null : (
                <circle
                  key={one.name}
                  cx={xOf(at)}
                  cy={y(value)}
                  r={4}
                  fill="var(--surface)"
                  stroke={one.color}
                  strokeWidth={2}
                />
              );
            })}
          </g>
        )}
      </svg>
      {at === null ? null : (
        <div
          className={classes.tip}
          style={
            xOf(at) > width / 2 ? { right: min([width - xOf(at) + 12, width - 130]) } : { left: xOf(at) + 12 }
          }
        >
          <span className={classes.tipHead}>{labels[at]}</span>
          {series.map((one) => (
            <span key={one.name} className={classes.tipRow}>
              <span className={classes.swatch} style={{ background: one.color }} />
              <span>{one.name}</span>
              <span>
                {one.values[at] === null || one.values[at] === undefined ? '—' : format(one.values[at])}
              </span>
            </span>
          ))}
        </div>
      )}
    </div>
  );
}
