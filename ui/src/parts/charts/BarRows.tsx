import { max, min } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import classes from './charts.module.css';
import { useWidth } from './use-width';

export interface BarRow {
  name: string;
  value: number | null;
  color: string;
  interval?: [number, number] | null;
  /** Said after the value: "n 42". */
  note?: string;
  /** Too few answers to lean on. */
  muted?: boolean;
}

interface BarRowsProps {
  rows: readonly BarRow[];
  format: (value: number) => string;
  summary: string;
  /** The ends of the axis; without it, from zero to the greatest. */
  domain?: [number, number];
}

const ROW = 36;
const AXIS = 24;

/** One bar a row, with the interval of an estimate drawn over it. */
export function BarRows({ rows, format, summary, domain }: BarRowsProps) {
  const [ref, width] = useWidth();
  const left = Math.min(width * 0.32, 16 + (max(rows, (row) => row.name.length) ?? 8) * 7);
  const right = domain ? 16 : 84;
  const ends = rows.flatMap((row) => [row.value ?? 0, ...(row.interval ?? [])]);
  const x = scaleLinear()
    .domain(domain ?? [Math.min(0, min(ends) ?? 0), Math.max(1, max(ends) ?? 1)])
    .range([left, Math.max(left + 60, width - right)]);
  if (!domain) x.nice(4);
  const height = rows.length * ROW + AXIS;
  const ticks = x.ticks(width < 420 ? 3 : 5);
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
              {format(tick)}
            </text>
          </g>
        ))}
        {rows.map((row, index) => {
          const middle = index * ROW + ROW / 2;
          const from = Math.min(x(0), x(row.value ?? 0));
          const length = Math.abs(x(row.value ?? 0) - x(0));
          const end = Math.max(x(row.value ?? 0), row.interval ? x(row.interval[1]) : 0, x(0));
          const words = row.value === null ? '—' : format(row.value);
          const note = row.note ? ` · ${row.note}` : '';
          const fits = end + 8 + (words.length + note.length) * 6.6 < width;
          return (
            <g key={row.name}>
              <text x={left - 10} y={middle} dy="0.32em" textAnchor="end">
                {row.name}
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
              {row.interval ? <Whisker from={x(row.interval[0])} to={x(row.interval[1])} y={middle} /> : null}
              <text
                x={fits ? end + 8 : Math.min(from, row.interval ? x(row.interval[0]) : from) - 8}
                y={middle}
                dy="0.32em"
                textAnchor={fits ? 'start' : 'end'}
              >
                <tspan className={classes.strong}>{words}</tspan>
                {note}
              </text>
            </g>
          );
        })}
      </svg>
    </div>
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
