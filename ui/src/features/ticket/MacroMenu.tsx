import { Button } from '@mantine/core';
import { useMacros } from '~/api/people';
import type { Macro } from '~/api/records';
import { t } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import { Picker } from '~/parts/Picker';
import classes from './Composer.module.css';
import { macroWords } from './macro';

interface MacroMenuProps {
  opened: boolean;
  onOpenedChange: (opened: boolean) => void;
  onUse: (macro: Macro) => void;
}

/** Each macro says beneath its name what it would change. */
export function MacroMenu({ opened, onOpenedChange, onUse }: MacroMenuProps) {
  const macros = useMacros();
  return (
    <Picker
      label={t('macro.choose')}
      position="top-start"
      width={320}
      options={(macros.data ?? []).map((macro) => ({
        value: String(macro.id),
        label: macro.name,
        hint: macroWords(macro),
      }))}
      selected={[]}
      emptyText={t('macro.none')}
      opened={opened}
      onOpenedChange={onOpenedChange}
      onPick={(id) => {
        const macro = macros.data?.find((one) => String(one.id) === id);
        if (macro) onUse(macro);
      }}
      target={(toggle, isOpen) => (
        <Button
          variant="default"
          aria-haspopup="listbox"
          aria-expanded={isOpen}
          leftSection={<Icon name="bolt" size={16} />}
          onClick={toggle}
        >
          <span className={classes.wideText}>{t('macro.title')}</span>
        </Button>
      )}
    />
  );
}
