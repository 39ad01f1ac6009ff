import { max, min } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { t } from '~/lib/i18n';
import { bandState, bandStretch, isOut, type Limits } from './band';
import classes from './charts.module.css';
import { useWidth } from './use-width';

export interface BarRow {
  name: string;
  value: number | null;
  color: string;
  interval?: [number, number] | null;
  /** What it was in the period before: a tick. */
  before?: number | null;
  /** What it should be: a grey box. */
  limits?: Limits | null;
  /** Said after the value: "n 42". */
  note?: string;
  /** Too few answers to lean on. */
  muted?: boolean;
  onOpen?: () => void;
}

interface BarRowsProps {
  rows: readonly BarRow[];
  format: (value: number) => string;
  /** For the axis: every tick in one unit, given the greatest. */
  formatTick?: (value: number, greatest: number) => string;
  /** What one step of the axis is a multiple of: 24 for days told in hours. */
  tickUnit?: (greatest: number) => number;
  summary: string;
  /** The ends of the axis; without it, from zero to the greatest. */
  domain?: [number, number];
}

const ROW = 36;
const AXIS = 24;
const CHAR_PX = 6.8;

/** One bar a row, against its band, with the interval of an estimate drawn over it. */
export function BarRows({ rows, format, formatTick, tickUnit, summary, domain }: BarRowsProps) {
  const [ref, width] = useWidth();
  const left = Math.min(width * 0.36, 16 + (max(rows, (row) => row.name.length) ?? 8) * CHAR_PX);
  const right = domain ? 16 : Math.min(width * 0.3, 108);
  const ends = rows.flatMap((row) => [row.value ?? 0, row.before ?? 0, ...(row.interval ?? [])]);
  const x = scaleLinear()
    .domain(domain ?? [Math.min(0, min(ends) ?? 0), Math.max(1, max(ends) ?? 1)])
    .range([left, Math.max(left + 60, width - right)]);
  if (!domain) x.nice(4);
  const height = rows.length * ROW + AXIS;
  const [least = 0, most = 1] = x.domain();
  const unit = tickUnit?.(most) ?? 1;
  const ticks = scaleLinear()
    .domain([least / unit, most / unit])
    .ticks(width < 420 ? 2 : 4)
    .map((tick) => tick * unit);
  const greatest = ticks.at(-1) ?? 1;
  return (
    <div ref={ref} className={classes.chart}>
      <svg width={width} height={height} role="img" aria-label={summary}>
        {ticks.map((tick) => (
          <g key={tick}>
            <line
              className={tick === 0 ? classes.zero : classes.grid}
              x1={x(tick)}
              x2={x(tick)}
              y1={0}
              y2={height - AXIS}
            />
            <text x={x(tick)} y={height - 6} textAnchor="middle">
              {formatTick?.(tick, greatest) ?? format(tick)}
            </text>
          </g>
        ))}
        {rows.map((row, index) => (
          <Row
            key={row.name}
            row={row}
            x={x}
            middle={index * ROW + ROW / 2}
            left={left}
            width={width}
            format={format}
          />
        ))}
      </svg>
      {rows.map((row, index) =>
        row.onOpen ? (
          <button
            key={row.name}
            type="button"
            className={classes.rowButton}
            style={{ top: index * ROW, height: ROW }}
            onClick={row.onOpen}
            aria-label={t('numbers.open_row', {
              name: row.name,
              value: row.value === null ? '—' : format(row.value),
            })}
          />
        ) : null,
      )}
    </div>
  );
}

type Scale = ReturnType<typeof scaleLinear<number, number>>;

function Row({
  row,
  x,
  middle,
  left,
  width,
  format,
}: {
  row: BarRow;
  x: Scale;
  middle: number;
  left: number;
  width: number;
  format: (value: number) => string;
}) {
  const [low = 0, high = 1] = x.domain();
  const fine = bandStretch(row.limits, [low, high]);
  const state = row.muted ? null : bandState(row.value, row.limits);
  const from = Math.min(x(0), x(row.value ?? 0));
  const length = Math.abs(x(row.value ?? 0) - x(0));
  const end = Math.max(x(row.value ?? 0), row.interval ? x(row.interval[1]) : 0, x(0));
  const words =
    row.value === null ? '—' : `${format(row.value)}${isOut(state) ? (state === 'below' ? ' ▼' : ' ▲') : ''}`;
  const note = `${row.note ? ` · ${row.note}` : ''}${isOut(state) ? ` · ${t('band.out')}` : ''}`;
  const fits = end + 8 + (words.length + note.length) * 6.6 < width;
  const name =
    row.name.length * CHAR_PX > left - 12
      ? `${row.name.slice(0, Math.floor((left - 20) / CHAR_PX))}…`
      : row.name;
  return (
    <g>
      <title>{row.name}</title>
      {fine ? (
        <rect
          className={classes.fine}
          x={x(fine[0])}
          y={middle - 13}
          width={x(fine[1]) - x(fine[0])}
          height={26}
          rx={3}
        />
      ) : null}
      <text x={left - 10} y={middle} dy="0.32em" textAnchor="end">
        {name}
      </text>
      {row.value === null ? null : (
        <rect
          x={from}
          y={middle - 8}
          width={Math.max(1, length)}
          height={16}
          rx={3}
          fill={row.color}
          opacity={row.muted ? 0.4 : 1}
        />
      )}
      {row.before === null || row.before === undefined ? null : (
        <path d={`M${x(row.before)} ${middle - 12}V${middle + 12}`} className={classes.tick} />
      )}
      {row.interval ? <Whisker from={x(row.interval[0])} to={x(row.interval[1])} y={middle} /> : null}
      <text
        x={fits ? end + 8 : Math.min(from, row.interval ? x(row.interval[0]) : from) - 8}
        y={middle}
        dy="0.32em"
        textAnchor={fits ? 'start' : 'end'}
        className={classes.haloed}
      >
        <tspan className={isOut(state) ? classes.alarm : classes.strong}>{words}</tspan>
        {note}
      </text>
    </g>
  );
}

/** Drawn twice, with a pale edge beneath, so that it is seen on bars of every colour. */
function Whisker({ from, to, y }: { from: number; to: number; y: number }) {
  const shape = `M${from} ${y}H${to}M${from} ${y - 4}V${y + 4}M${to} ${y - 4}V${y + 4}`;
  return (
    <>
      <path d={shape} stroke="var(--surface)" strokeWidth={4} fill="none" />
      <path d={shape} stroke="var(--text)" strokeWidth={1.5} fill="none" />
    </>
  );
}
