import { useMemo } from 'react';
import { useAgents, useTeams } from '~/api/people';
import type { Message } from '~/api/records';
import { useMe } from '~/api/session';
import { attachmentAddress } from '~/api/tickets';
import { Markdown } from '~/parts/Markdown';
import classes from './Thread.module.css';

/** What the house wrote, with its look, its pictures, and whom it calls. */
export default function Written({ message, text }: { message: Message; text: string }) {
  const agents = useAgents().data;
  const teams = useTeams().data;
  const me = useMe();
  const called = useMemo(() => {
    const ids = new Set((message.mentions ?? []).map((one) => one.agent_id));
    if (ids.size === 0) return [];
    const people = (agents ?? []).filter((agent) => ids.has(agent.id)).map((agent) => agent.name);
    return [...people, ...(teams ?? []).map((team) => team.name)].map((name) => `@${name}`);
  }, [message.mentions, agents, teams]);
  const pictures = useMemo(() => new Set(message.attachments.map((file) => file.id)), [message.attachments]);
  return (
    <div className={classes.written}>
      <Markdown
        source={text}
        pictureAddress={(id) => (pictures.has(id) ? attachmentAddress(id) : undefined)}
        called={called}
        me={me ? `@${me.name}` : undefined}
      />
    </div>
  );
}
