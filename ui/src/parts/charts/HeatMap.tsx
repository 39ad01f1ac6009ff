import { formatNumber, weekdayName } from '~/lib/format';
import { t } from '~/lib/i18n';
import classes from './charts.module.css';
import { stepOf } from './geometry';
import { walkCells } from './walk-cells';

export interface HeatCell {
  weekday: number;
  hour: number;
  value: number | null;
  n: number;
  /** Opens what stands behind the cell. */
  onOpen?: () => void;
}

interface HeatMapProps {
  cells: readonly HeatCell[];
  format: (value: number) => string;
  caption: string;
  /** Greater values are worse: the ramp runs from green to red; else it only deepens. */
  isWorse: boolean;
}

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;
const STEPS = 5;

/** A week by hours, as a table whose cells are tinted: the figure stands in each, so colour adds and never tells alone. */
export function HeatMap({ cells, format, caption, isWorse }: HeatMapProps) {
  const at = new Map(cells.map((cell) => [`${cell.weekday} ${cell.hour}`, cell]));
  const values = cells.flatMap((cell) => (cell.value === null ? [] : [cell.value])).sort((a, b) => a - b);
  const hours = [...new Set(cells.map((cell) => cell.hour))].sort((a, b) => a - b);
  const [first = 0, last = 23] = [hours[0], hours.at(-1)];
  const columns = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  return (
    <section
      className={classes.heatScroll}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      onKeyDown={walkCells}
      aria-label={t('numbers.table_of', { name: caption })}
    >
      <table className={classes.heat}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">{t('numbers.weekday')}</span>
            </th>
            {columns.map((hour) => (
              <th key={hour} scope="col">
                {hour}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {WEEKDAYS.map((weekday) => (
            <tr key={weekday}>
              <th scope="row">{weekdayName(weekday)}</th>
              {columns.map((hour) => {
                const cell = at.get(`${weekday} ${hour}`);
                const step = cell && cell.value !== null ? stepOf(cell.value, values, STEPS) : null;
                return (
                  <td
                    key={hour}
                    data-step={step ?? undefined}
                    data-worse={isWorse}
                    title={cell ? `${weekdayName(weekday)} ${hour} h · n ${formatNumber(cell.n)}` : undefined}
                  >
                    {cell && cell.value !== null ? <Figure cell={cell} format={format} /> : ''}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Figure({ cell, format }: { cell: HeatCell; format: (value: number) => string }) {
  const words = format(cell.value ?? 0);
  if (!cell.onOpen) return words;
  return (
    <button
      type="button"
      tabIndex={-1}
      className={classes.cellButton}
      onClick={cell.onOpen}
      aria-label={t('numbers.open_row', {
        name: `${weekdayName(cell.weekday, true)} ${cell.hour} h`,
        value: words,
      })}
    >
      {words}
    </button>
  );
}
