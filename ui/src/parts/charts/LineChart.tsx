import { extent, max, min } from 'd3-array';
import { scaleLinear, scalePoint } from 'd3-scale';
import { area, curveMonotoneX, line } from 'd3-shape';
import { type KeyboardEvent, useId, useState } from 'react';
import { t } from '~/lib/i18n';
import { bandStretch, type Limits } from './band';
import classes from './charts.module.css';
import { labelEvery, pointAfter, spread } from './geometry';
import { useWidth } from './use-width';

export interface Series {
  name: string;
  color: string;
  /** Lines are told apart by their dashes too, never by colour alone. */
  dash?: string;
  values: readonly (number | null)[];
}

export interface LineChartProps {
  /** One label a point, already in words. */
  labels: readonly string[];
  series: readonly Series[];
  /** The interval around the first series. */
  band?: readonly ([number, number] | null)[];
  /** What the first series should be: drawn as a grey box behind it. */
  limits?: Limits | null;
  /** Said of a point after its values: "n 12". */
  notes?: readonly string[];
  format: (value: number) => string;
  /** For the axis: every tick in one unit, given the greatest. */
  formatTick?: (value: number, greatest: number) => string;
  /** What one step of the axis is a multiple of: 24 for days told in hours. */
  tickUnit?: (greatest: number) => number;
  summary: string;
  height?: number;
  fromZero?: boolean;
  /** Opens what stands behind a point; without it, points only tell. */
  onPoint?: (index: number) => void;
}

const TOP = 12;
const BOTTOM = 26;
const LABEL_PX = 64;
const LINE_PX = 15;
const CHAR_PX = 7;

const isKnown = (value: number | null | undefined): value is number =>
  value !== null && value !== undefined && Number.isFinite(value);

/** Sizes and scales of a chart of this width. */
function layOut(props: LineChartProps, width: number) {
  const { labels, series, band, height = 220, fromZero = true } = props;
  const many = series.length > 1;
  const known = [
    ...series.flatMap((one) => one.values),
    ...(band ?? []).flatMap((pair) => pair ?? []),
  ].filter(isKnown);
  const [low = 0, high = 1] = extent(known);
  const y = scaleLinear()
    .domain(
      fromZero
        ? [Math.min(0, low), Math.max(high, 0) || 1]
        : low === high
          ? [low - 1, high + 1]
          : [low, high],
    )
    .nice(4)
    .range([height - BOTTOM, TOP]);
  const unit = props.tickUnit?.(Math.max(high, 0)) ?? 1;
  const [bottom = 0, top = 1] = y.domain();
  const ticks = scaleLinear()
    .domain([bottom / unit, top / unit])
    .ticks(4)
    .map((tick) => tick * unit);
  const greatest = ticks.at(-1) ?? 1;
  const tickText = (value: number): string => props.formatTick?.(value, greatest) ?? props.format(value);
  const left = 10 + (max(ticks, (tick) => tickText(tick).length) ?? 3) * CHAR_PX;
  const longest = max(series, (one) => one.name.length) ?? 0;
  const right = many ? Math.min(Math.max(56, width * 0.3), 24 + longest * CHAR_PX) : 64;
  const x = scalePoint<number>()
    .domain(labels.map((_, index) => index))
    .range([left, Math.max(left + 40, width - right)]);
  const fits = Math.floor((right - 14) / CHAR_PX);
  return { y, ticks, tickText, left, right, x, xOf: (index: number) => x(index) ?? left, height, fits };
}

const cut = (name: string, length: number): string =>
  name.length > length ? `${name.slice(0, Math.max(1, length - 1))}…` : name;

export function LineChart(props: LineChartProps) {
  const { labels, series, band, format, summary, onPoint } = props;
  const [ref, width] = useWidth();
  const [at, setAt] = useState<number | null>(null);
  const clip = useId();
  const { y, ticks, tickText, left, right, x, xOf, height, fits } = layOut(props, width);
  const many = series.length > 1;
  const every = labelEvery(labels.length, LABEL_PX, width - left - right);
  const path = line<number | null>()
    .defined(isKnown)
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
    const index = one.values.findLastIndex(isKnown);
    return { index, value: one.values[index] ?? null };
  });
  const endPlaces = spread(
    ends.map((end) => (end.value === null ? height - BOTTOM : y(end.value))),
    LINE_PX,
    height - BOTTOM,
  );
  const [bottom = 0, top = 1] = y.domain();
  const fine = bandStretch(props.limits, [bottom, top]);

  const point = (clientX: number, box: DOMRect): number | null => {
    const index = Math.round((clientX - box.left - left) / (x.step() || 1));
    return index >= 0 && index < labels.length ? index : null;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if ((event.key === 'Enter' || event.key === ' ') && at !== null && onPoint) {
      event.preventDefault();
      onPoint(at);
      return;
    }
    const next = pointAfter(event.key, at, labels.length);
    if (next === null) return;
    event.preventDefault();
    setAt(next);
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing whose points are walked by arrows is no fieldset
    <div
      ref={ref}
      className={classes.chart}
      role="group"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: its points are walked with the arrow keys
      tabIndex={0}
      aria-label={t('numbers.walk')}
      onKeyDown={onKeyDown}
      onBlur={() => setAt(null)}
    >
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the group around it */}
      <svg
        width={width}
        height={height}
        role="img"
        aria-label={summary}
        style={onPoint && at !== null ? { cursor: 'pointer' } : undefined}
        onPointerMove={(event) => setAt(point(event.clientX, event.currentTarget.getBoundingClientRect()))}
        onPointerLeave={() => setAt(null)}
        onClick={(event) => {
          const index = point(event.clientX, event.currentTarget.getBoundingClientRect());
          if (index !== null) onPoint?.(index);
        }}
      >
        <defs>
          <clipPath id={clip}>
            <rect x={left - 4} y={0} width={Math.max(0, width - left)} height={height - BOTTOM + 2} />
          </clipPath>
        </defs>
        {fine ? (
          <rect
            className={classes.fine}
            x={left}
            width={Math.max(0, width - right - left)}
            y={y(fine[1])}
            height={y(fine[0]) - y(fine[1])}
          />
        ) : null}
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
                {many ? cut(one.name, fits) : format(end.value)}
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
              return isKnown(value) ? (
                <circle
                  key={one.name}
                  cx={xOf(at)}
                  cy={y(value)}
                  r={4}
                  fill="var(--surface)"
                  stroke={one.color}
                  strokeWidth={2}
                />
              ) : null;
            })}
          </g>
        )}
      </svg>
      {at === null ? null : <Tip {...props} at={at} x={xOf(at)} width={width} />}
    </div>
  );
}

/** What a point says; read aloud as it changes. */
function Tip({
  labels,
  series,
  notes,
  format,
  at,
  x,
  width,
  onPoint,
}: LineChartProps & { at: number; x: number; width: number }) {
  return (
    <div
      className={classes.tip}
      role="status"
      style={x > width / 2 ? { right: min([width - x + 12, width - 150]) } : { left: x + 12 }}
    >
      <span className={classes.tipHead}>{labels[at]}</span>
      {series.map((one) => (
        <span key={one.name} className={classes.tipRow}>
          <svg width={16} height={4} aria-hidden="true">
            <line
              x1={0}
              x2={16}
              y1={2}
              y2={2}
              stroke={one.color}
              strokeWidth={3}
              strokeDasharray={one.dash}
            />
          </svg>
          <span>{one.name}</span>
          <span>{isKnown(one.values[at]) ? format(one.values[at]) : '—'}</span>
        </span>
      ))}
      {notes?.[at] ? <span className={classes.tipNote}>{notes[at]}</span> : null}
      {onPoint ? <span className={classes.tipNote}>{t('numbers.point_opens')}</span> : null}
    </div>
  );
}
