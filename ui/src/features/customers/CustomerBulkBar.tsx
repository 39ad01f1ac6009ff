import { ActionIcon, Button, Modal, Textarea } from '@mantine/core';
import { useState } from 'react';
import { type BulkWhat, exportAddress } from '~/api/bulk';
import { useTags } from '~/api/people';
import { type Filter, STAGES, type Stage } from '~/api/records';
import { mayChange, mayExport, useMe } from '~/api/session';
import { formatNumber } from '~/lib/format';
import { t } from '~/lib/i18n';
import { BulkBar, BulkPick, ReadOnlyBar } from '~/parts/bulk/BulkBar';
import { startBulk } from '~/parts/bulk/watch';
import { Icon } from '~/parts/Icon';
import { stageName } from '~/parts/marks';
import type { ListControl } from '~/parts/rows/RecordList';
import { chosenCount, NOTHING_CHOSEN, whichOf } from '~/parts/rows/selection';
import { customerColumnNames } from './columns';

interface CustomerBulkBarProps {
  control: ListControl;
  filter: Filter | null;
  sort: string;
  columns: readonly string[];
}

type Open = 'tag' | 'untag' | 'stage' | null;

/** What is done with the chosen customers, all at once; each can be taken back. */
export default function CustomerBulkBar({ control, filter, sort, columns }: CustomerBulkBarProps) {
  const { selection, setSelection, total } = control;
  const [open, setOpen] = useState<Open>(null);
  const [stage, setStage] = useState<Stage | null>(null);
  const tags = useTags();
  const me = useMe();
  const count = chosenCount(selection, total);
  const run = (what: BulkWhat) => {
    setOpen(null);
    void startBulk('customers', whichOf(selection, filter), what).then((begun) => {
      if (begun) setSelection(NOTHING_CHOSEN);
    });
  };
  const opener = (which: Open) => (opened: boolean) => setOpen(opened ? which : null);
  const tagOptions = (tags.data ?? []).map((tag) => ({ value: tag.name, label: tag.name }));
  const exports = me ? mayExport(me) : false;
  const writes = me ? mayChange(me) : false;
  const chosen: Filter | null = selection.all ? filter : { field: 'id', op: 'in', value: [...selection.ids] };
  const allText = t('bulk.all_customers', { count: total, number: formatNumber(total) });
  const exportHref = exportAddress('customers', chosen, sort, customerColumnNames(columns));
  if (!writes)
    return <ReadOnlyBar control={control} allText={allText} exportHref={exports ? exportHref : null} />;
  return (
    <>
      <BulkBar control={control} allText={allText}>
        <BulkPick
          label={t('bulk.tag')}
          icon="tag"
          options={tagOptions}
          opened={open === 'tag'}
          onOpenedChange={opener('tag')}
          onPick={(tag) => run({ add_tags: [tag] })}
          onCreate={(tag) => run({ add_tags: [tag] })}
        />
        <BulkPick
          label={t('bulk.untag')}
          icon="untag"
          options={tagOptions}
          opened={open === 'untag'}
          onOpenedChange={opener('untag')}
          onPick={(tag) => run({ remove_tags: [tag] })}
        />
        <BulkPick
          label={t('bulk.stage')}
          icon="steps"
          options={STAGES.map((one) => ({ value: one, label: stageName(one) }))}
          opened={open === 'stage'}
          onOpenedChange={opener('stage')}
          onPick={(value) => setStage(STAGES.find((one) => one === value) ?? null)}
        />
        {exports ? (
          <ActionIcon
            component="a"
            download
            href={exportHref}
            aria-label={t('list.export')}
            title={t('list.export')}
          >
            <Icon name="download" size={18} />
          </ActionIcon>
        ) : null}
      </BulkBar>
      {stage ? (
        <StageReason
          stage={stage}
          count={count}
          onClose={() => setStage(null)}
          onDone={(reason) => {
            setStage(null);
            run({ stage, reason });
          }}
        />
      ) : null}
    </>
  );
}

/** A move by hand stands before all rules: it says why. */
function StageReason(props: {
  stage: Stage;
  count: number;
  onClose: () => void;
  onDone: (reason: string) => void;
}) {
  const [reason, setReason] = useState('');
  const [lacks, setLacks] = useState(false);
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={t('bulk.stage_title', {
        count: props.count,
        number: formatNumber(props.count),
        stage: stageName(props.stage),
      })}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (reason.trim() === '') setLacks(true);
          else props.onDone(reason.trim());
        }}
      >
        <Textarea
          label={t('bulk.reason')}
          description={t('bulk.reason_why')}
          data-autofocus
          autosize
          minRows={2}
          maxLength={300}
          value={reason}
          error={lacks && reason.trim() === '' ? t('bulk.reason_needed') : null}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <div style={{ display: 'flex', justifyContent: 'flex-end', gap: 8, marginTop: 16 }}>
          <Button variant="default" onClick={props.onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit">{t('bulk.move')}</Button>
        </div>
      </form>
    </Modal>
  );
}
