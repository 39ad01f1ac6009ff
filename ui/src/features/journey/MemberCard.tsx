import { useDraggable } from '@dnd-kit/core';
import { Menu } from '@mantine/core';
import { memo } from 'react';
import { Link } from 'wouter';
import type { Ladder, Member } from '~/api/journey';
import { formatMoney, formatNumber } from '~/lib/format';
import { t } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import { Avatar, npsTone, Pill } from '~/parts/marks';
import { daysSince, LADDERS, rungColor, rungName, sinceOf } from './board';
import classes from './Journey.module.css';

interface MemberCardProps {
  member: Member;
  ladder: Ladder;
  /** Where it may go; without it, the rules alone decide. */
  onMove: ((member: Member, to: string) => void) | null;
}

const nameOf = (member: Member): string => member.name || member.email || t('customer.unknown');

/** A customer in a column: who, what they are worth, how long they have been there. */
export const MemberCard = memo(function MemberCard({ member, ladder, onMove }: MemberCardProps) {
  const { attributes, listeners, setNodeRef, isDragging } = useDraggable({
    id: member.id,
    data: { member },
    disabled: onMove === null,
    attributes: { roleDescription: t('journey.card_role') },
  });
  const name = nameOf(member);
  return (
    <li
      ref={setNodeRef}
      className={classes.card}
      data-dragging={isDragging || undefined}
      data-loose={onMove !== null || undefined}
      onPointerDown={listeners?.onPointerDown as React.PointerEventHandler | undefined}
    >
      <CardBody member={member} ladder={ladder} />
      {onMove ? (
        <span className={classes.cardTools}>
          <button
            type="button"
            className={classes.tool}
            data-drag
            {...attributes}
            aria-label={t('journey.drag', { name })}
            onKeyDown={listeners?.onKeyDown as React.KeyboardEventHandler | undefined}
          >
            <Icon name="grip" size={16} />
          </button>
          <MoveMenu member={member} onMove={onMove} name={name} />
        </span>
      ) : null}
    </li>
  );
});

/** What a card says, in its column and on its way to another. */
export function CardBody({ member, ladder }: { member: Member; ladder: Ladder }) {
  const name = nameOf(member);
  const days = daysSince(sinceOf(member, ladder), Date.now());
  const nps = member.last_nps;
  return (
    <>
      <span className={classes.face}>
        <Avatar name={name} size={28} />
      </span>
      <span className={classes.cardWords}>
        <Link href={`/customers/${member.id}`} className={classes.cardName} draggable={false}>
          {name}
        </Link>
        <span className={classes.cardLine}>
          {member.orders ? <span className="numeric">{formatMoney(member.clv, true)}</span> : null}
          {days === null ? null : (
            <span>{t('journey.days', { count: days, number: formatNumber(days) })}</span>
          )}
        </span>
        <span className={classes.cardMarks}>
          {nps === null || nps === undefined ? null : (
            <Pill tone={npsTone(nps)}>NPS {formatNumber(nps)}</Pill>
          )}
          {ladder !== 'relationship' && member.relationship === 'at_risk' ? (
            <Pill tone="warn">{rungName('relationship', 'at_risk')}</Pill>
          ) : null}
          {member.override_stage ? <Pill tone="info">{t('journey.by_hand')}</Pill> : null}
        </span>
      </span>
    </>
  );
}

function MoveMenu({
  member,
  onMove,
  name,
}: {
  member: Member;
  name: string;
  onMove: (member: Member, to: string) => void;
}) {
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <button type="button" className={classes.tool} aria-label={t('journey.move_menu', { name })}>
          <Icon name="more" size={16} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('journey.move_to')}</Menu.Label>
        {LADDERS.stage
          .filter((rung) => rung !== member.stage)
          .map((rung) => (
            <Menu.Item
              key={rung}
              leftSection={<span className={classes.dot} style={{ background: rungColor(rung) }} />}
              onClick={() => onMove(member, rung)}
            >
              {rungName('stage', rung)}
            </Menu.Item>
          ))}
      </Menu.Dropdown>
    </Menu>
  );
}
