import { t } from '~/lib/i18n';
import classes from '../Settings.module.css';
import kit from './Kit.module.css';

interface Option {
  id: number;
  name: string;
}

interface MemberProps {
  legend: string;
  options: readonly Option[];
  chosen: readonly number[];
  onChange: (chosen: number[]) => void;
  none: string;
}

/** Which of a few records belong together. */
export function MemberPicks({ legend, options, chosen, onChange, none }: MemberProps) {
  if (options.length === 0) return <p className={classes.hint}>{none}</p>;
  return (
    <fieldset className={kit.picks}>
      <legend className="visually-hidden">{legend}</legend>
      {options.map((option) => (
        <div key={option.id} className={kit.pick}>
          <label>
            <input
              type="checkbox"
              checked={chosen.includes(option.id)}
              onChange={(event) =>
                onChange(
                  event.currentTarget.checked
                    ? [...chosen, option.id].sort((a, b) => a - b)
                    : chosen.filter((one) => one !== option.id),
                )
              }
            />
            {option.name}
          </label>
        </div>
      ))}
    </fieldset>
  );
}

interface LevelProps {
  legend: string;
  options: readonly Option[];
  levels: Readonly<Record<string, number>>;
  onChange: (levels: Record<string, number>) => void;
  none: string;
}

const LEVELS = [1, 2, 3, 4, 5] as const;
const FIRST_LEVEL = 3;

/** Who can do what, and how well. */
export function LevelPicks({ legend, options, levels, onChange, none }: LevelProps) {
  if (options.length === 0) return <p className={classes.hint}>{none}</p>;
  const without = (id: number) => {
    const rest = { ...levels };
    delete rest[id];
    return rest;
  };
  return (
    <fieldset className={kit.picks}>
      <legend className="visually-hidden">{legend}</legend>
      {options.map((option) => {
        const level = levels[option.id];
        return (
          <div key={option.id} className={kit.pick}>
            <label>
              <input
                type="checkbox"
                checked={level !== undefined}
                onChange={(event) =>
                  onChange(
                    event.currentTarget.checked
                      ? { ...levels, [option.id]: FIRST_LEVEL }
                      : without(option.id),
                  )
                }
              />
              {option.name}
            </label>
            {level === undefined ? null : (
              <select
                aria-label={t('set.level_of', { name: option.name })}
                value={level}
                onChange={(event) => onChange({ ...levels, [option.id]: Number(event.currentTarget.value) })}
              >
                {LEVELS.map((one) => (
                  <option key={one} value={one}>
                    {t('set.level', { level: one })}
                  </option>
                ))}
              </select>
            )}
          </div>
        );
      })}
    </fieldset>
  );
}
