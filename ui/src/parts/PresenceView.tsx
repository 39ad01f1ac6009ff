import { useAgents } from '~/api/people';
import type { Present } from '~/api/presence';
import { formatList } from '~/lib/format';
import { t } from '~/lib/i18n';
import { Icon } from './Icon';
import { Avatar } from './marks';
import classes from './Presence.module.css';

const FACES = 3;
const NAMES = 2;

function useNames(): (agentId: number) => string {
  const agents = useAgents();
  return (agentId) => agents.data?.find((agent) => agent.id === agentId)?.name ?? t('attention.a_colleague');
}

/** "Ana y Luis", "Ana, Luis y 2 más". */
function namesOf(people: readonly Present[], nameOf: (agentId: number) => string): string {
  const names = people.slice(0, NAMES).map((one) => nameOf(one.agentId));
  const more = people.length - names.length;
  return formatList(more > 0 ? [...names, t('attention.more_people', { count: more })] : names);
}

/** What others do there, writers first: "Ana escribe", "Luis y Eva están aquí". */
function wordsOf(others: readonly Present[], nameOf: (agentId: number) => string): string {
  const writers = others.filter((one) => one.editing);
  const present = others.filter((one) => !one.editing && !one.away);
  if (writers.length > 0)
    return t('attention.writing', { count: writers.length, names: namesOf(writers, nameOf) });
  if (present.length > 0)
    return t('attention.viewing', { count: present.length, names: namesOf(present, nameOf) });
  return t('attention.away_here', { count: others.length, names: namesOf(others, nameOf) });
}

export function PresenceBarView({ others }: { others: readonly Present[] }) {
  const nameOf = useNames();
  const isWriting = others.some((one) => one.editing);
  return (
    <span className={classes.bar} data-writing={isWriting}>
      <span className={classes.faces}>
        {others.slice(0, FACES).map((one) => (
          <span
            key={one.agentId}
            className={classes.face}
            data-away={one.away}
            data-writing={one.editing}
            title={nameOf(one.agentId)}
          >
            <Avatar name={nameOf(one.agentId)} size={22} />
          </span>
        ))}
      </span>
      {isWriting ? <Icon name="pencil" size={14} /> : null}
      <span className={classes.words}>{wordsOf(others, nameOf)}</span>
    </span>
  );
}

export function PresenceMarkView({ others }: { others: readonly Present[] }) {
  const nameOf = useNames();
  const words = wordsOf(others, nameOf);
  const isWriting = others.some((one) => one.editing);
  return (
    <span className={classes.mark} data-writing={isWriting} title={words}>
      <Icon name={isWriting ? 'pencil' : 'eye'} size={14} />
      <span className="visually-hidden">{words}</span>
    </span>
  );
}
