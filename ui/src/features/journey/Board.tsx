import {
  type Announcements,
  DndContext,
  type DragEndEvent,
  DragOverlay,
  type KeyboardCoordinateGetter,
  KeyboardSensor,
  PointerSensor,
  pointerWithin,
  rectIntersection,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import { useState } from 'react';
import type { Ladder, Member, MemberSort } from '~/api/journey';
import { t } from '~/lib/i18n';
import { type BoardMetric, rungName, type StageHead } from './board';
import { Column } from './Column';
import classes from './Journey.module.css';
import { CardBody } from './MemberCard';

interface BoardProps {
  ladder: Ladder;
  heads: readonly StageHead[];
  metric: BoardMetric;
  sort: MemberSort;
  ready: boolean;
  /** Asks why, and moves; null where the rules alone decide. */
  onMove: ((member: Member, to: string) => void) | null;
}

const DRAG_FROM_PX = 6;
const INSIDE_PX = 24;

/** Left and right go from column to column; up and down do nothing. */
const byColumns: KeyboardCoordinateGetter = (event, { context }) => {
  const step = event.code === 'ArrowRight' ? 1 : event.code === 'ArrowLeft' ? -1 : 0;
  if (step === 0) return undefined;
  event.preventDefault();
  const columns = [...context.droppableRects.entries()].sort(([, a], [, b]) => a.left - b.left);
  const here = columns.findIndex(([id]) => id === context.over?.id);
  const next = columns[Math.max(0, Math.min(columns.length - 1, here + step))]?.[1];
  return next ? { x: next.left + INSIDE_PX, y: next.top + INSIDE_PX } : undefined;
};

const memberOf = (data: unknown): Member | null => (data as { member?: Member } | undefined)?.member ?? null;
const nameOf = (data: unknown): string => memberOf(data)?.name || t('customer.unknown');

const announcements = (): Announcements => ({
  onDragStart: ({ active }) => t('journey.picked', { name: nameOf(active.data.current) }),
  onDragOver: ({ over }) =>
    over ? t('journey.over', { stage: rungName('stage', String(over.id)) }) : undefined,
  onDragEnd: ({ over }) =>
    over ? t('journey.dropped', { stage: rungName('stage', String(over.id)) }) : t('journey.put_back'),
  onDragCancel: () => t('journey.put_back'),
});

/** The columns of a ladder, between which customers are moved with the pointer or with the keyboard. */
export function Board({ onMove, ladder, heads, ...columns }: BoardProps) {
  const [held, setHeld] = useState<Member | null>(null);
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: DRAG_FROM_PX } }),
    useSensor(KeyboardSensor, { coordinateGetter: byColumns }),
  );
  const onDragEnd = ({ active, over }: DragEndEvent) => {
    const member = memberOf(active.data.current);
    setHeld(null);
    if (member && over && over.id !== member.stage) onMove?.(member, String(over.id));
  };
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={(args) => {
        const under = pointerWithin(args);
        return under.length > 0 ? under : rectIntersection(args);
      }}
      accessibility={{
        announcements: announcements(),
        screenReaderInstructions: { draggable: t('journey.how_to_drag') },
      }}
      onDragStart={({ active }) => setHeld(memberOf(active.data.current))}
      onDragCancel={() => setHeld(null)}
      onDragEnd={onDragEnd}
    >
      <div className={classes.board}>
        {heads.map((head) => (
          <Column key={head.rung} head={head} ladder={ladder} onMove={onMove} {...columns} />
        ))}
      </div>
      <DragOverlay dropAnimation={null}>
        {held ? (
          <div className={classes.card} data-held>
            <CardBody member={held} ladder={ladder} />
          </div>
        ) : null}
      </DragOverlay>
    </DndContext>
  );
}
