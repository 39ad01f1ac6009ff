import { formatNumber } from '~/lib/format';
import { t } from '~/lib/i18n';
import classes from './charts.module.css';
import { stepOf } from './geometry';

export interface Passage {
  from: string;
  to: string;
  count: number;
  onOpen?: () => void;
}

const STEPS = 5;

/** How often it went from one thing to another: a tinted table; on the diagonal nothing moves. */
export function FromTo({
  names,
  nameOf,
  passages,
  caption,
}: {
  names: readonly string[];
  nameOf: (name: string) => string;
  passages: readonly Passage[];
  caption: string;
}) {
  const at = new Map(passages.map((one) => [`${one.from} ${one.to}`, one]));
  const counts = passages.map((one) => one.count).sort((a, b) => a - b);
  return (
    <section
      className={classes.heatScroll}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={t('numbers.table_of', { name: caption })}
    >
      <table className={classes.fromTo}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{t('numbers.from_to')}</th>
            {names.map((name) => (
              <th key={name} scope="col">
                {nameOf(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {names.map((from) => (
            <tr key={from}>
              <th scope="row">{nameOf(from)}</th>
              {names.map((to) => {
                const passage = at.get(`${from} ${to}`);
                if (from === to) return <td key={to} />;
                if (!passage) return <td key={to}>—</td>;
                return (
                  <td key={to} data-step={stepOf(passage.count, counts, STEPS)} data-worse={false}>
                    {passage.onOpen ? (
                      <button
                        type="button"
                        className={classes.cellButton}
                        onClick={passage.onOpen}
                        aria-label={t('numbers.open_passage', {
                          from: nameOf(from),
                          to: nameOf(to),
                          number: formatNumber(passage.count),
                        })}
                      >
                        {formatNumber(passage.count)}
                      </button>
                    ) : (
                      formatNumber(passage.count)
                    )}
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
