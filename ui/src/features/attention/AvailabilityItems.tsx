import { Menu } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { AVAILABILITIES, availabilityOf, saveAvailability } from '~/api/attention';
import { useAgents } from '~/api/people';
import { asProblem } from '~/api/problem';
import type { Agent } from '~/api/records';
import { t } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { Icon } from '~/parts/Icon';
import classes from './Attention.module.css';

/** Whether colleagues can count on me now, among the lines of a menu; they see it at once. */
export default function AvailabilityItems({ me }: { me: Agent }) {
  const client = useQueryClient();
  const agents = useAgents();
  const now = availabilityOf(agents.data?.find((agent) => agent.id === me.id) ?? me);
  const choose = (next: string) => {
    const chosen = AVAILABILITIES.find((one) => one === next);
    if (!chosen) return;
    saveAvailability(client, me, chosen).catch((error: unknown) =>
      showToast(t('attention.not_saved'), { tone: 'danger', detail: asProblem(error).message }),
    );
  };
  return (
    <>
      <Menu.Label>{t('attention.availability')}</Menu.Label>
      <Menu.RadioGroup value={now} onChange={choose}>
        {AVAILABILITIES.map((value) => (
          <Menu.RadioItem
            key={value}
            value={value}
            closeMenuOnClick
            checkIcon={<Icon name="check" size={16} />}
            rightSection={<span className={classes.light} data-standing={value} />}
          >
            {t(`availability.${value}`)}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </>
  );
}
