import { useAgents } from '~/api/people';
import type { Message, Ticket } from '~/api/records';
import { formatDateTime } from '~/lib/format';
import { t } from '~/lib/i18n';
import { channelName, priorityName, statusName } from '~/parts/marks';
import classes from './PrintPage.module.css';

/** What goes to paper: plain text alone, so nothing of a stranger's is fetched or run by printing it. */
export function PrintPage({ ticket, messages }: { ticket: Ticket; messages: readonly Message[] }) {
  const agents = useAgents().data ?? [];
  const nameOf = ({ author }: Message): string =>
    author.name ||
    (author.kind === 'agent'
      ? (agents.find((agent) => agent.id === author.id)?.name ?? t('actor.agent'))
      : author.kind === 'customer'
        ? ticket.customer?.name || ticket.customer?.email || t('actor.customer')
        : t('actor.system'));
  const facts: [string, string | null | undefined][] = [
    [t('ticket.customer'), ticket.customer?.name ?? ticket.customer?.email],
    [t('ticket.status'), statusName(ticket.status)],
    [t('ticket.priority'), priorityName(ticket.priority)],
    [t('ticket.agent'), ticket.agent?.name ?? t('ticket.nobody')],
    [t('ticket.tags'), ticket.tags.join(', ')],
  ];
  return (
    <article className={classes.page} lang={document.documentElement.lang}>
      <h1>{`#${ticket.number ?? ticket.id} ${ticket.subject}`}</h1>
      <dl>
        {facts
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      {messages.map((message) => (
        <section key={message.id} data-note={!message.public}>
          <h2>
            {nameOf(message)}
            <span>
              {[
                formatDateTime(message.created_at),
                message.public ? channelName(message.channel ?? '') : t('message.note'),
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </h2>
          <p>{message.redacted_at ? t('case.redacted_short') : (message.text ?? message.reply ?? '')}</p>
          {message.attachments.length > 0 ? (
            <p className={classes.files}>
              {`${t('message.files')}: ${message.attachments.map((file) => file.name).join(', ')}`}
            </p>
          ) : null}
        </section>
      ))}
      <footer>{t('case.printed', { date: formatDateTime(Date.now()) })}</footer>
    </article>
  );
}
