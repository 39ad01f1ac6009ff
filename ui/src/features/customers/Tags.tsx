import { useState } from 'react';
import { useTags } from '~/api/people';
import { t } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import { Pill } from '~/parts/marks';
import { Picker } from '~/parts/Picker';
import classes from './CustomerPage.module.css';

interface TagsProps {
  tags: readonly string[];
  mayEdit: boolean;
  onChange: (tags: string[]) => void;
}

/** Tags, and a list to tick more from. */
export function Tags({ tags, mayEdit, onChange }: TagsProps) {
  const all = useTags();
  const [opened, setOpened] = useState(false);
  const toggle = (name: string) =>
    onChange(tags.includes(name) ? tags.filter((one) => one !== name) : [...tags, name]);
  return (
    <>
      {tags.map((tag) => (
        <Pill key={tag} icon="tag">
          {tag}
        </Pill>
      ))}
      {mayEdit ? (
        <Picker
          label={t('customer.tags')}
          multiple
          options={(all.data ?? []).map((tag) => ({ value: tag.name, label: tag.name }))}
          selected={tags}
          opened={opened}
          onOpenedChange={setOpened}
          onPick={toggle}
          onCreate={(name) => toggle(name)}
          target={(open) => (
            <button type="button" className={classes.chip} onClick={open}>
              <Icon name={tags.length > 0 ? 'note' : 'plus'} size={13} />
              {t('customer.tags')}
            </button>
          )}
        />
      ) : null}
    </>
  );
}
