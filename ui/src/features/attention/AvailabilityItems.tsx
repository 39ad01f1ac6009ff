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
  return (
    <>
      <Menu.Label>{t('attention.availability')}</Menu.Label>
      {AVAILABILITIES.map((value) => (
        <Menu.Item
          key={value}
          role="menuitemradio"
          aria-checked={value === now}
          leftSection={<span className={classes.light} data-standing={value} />}
          rightSection={value === now ? <Icon name="check" size={16} /> : null}
          onClick={() =>
            void saveAvailability(client, me, value).catch((error: unknown) =>
              showToast(t('attention.not_saved'), { tone: 'danger', detail: asProblem(error).message }),
            )
          }
        >
          {t(`attention.availability.${value}`)}
        </Menu.Item>
      ))}
    </>
  );
}
