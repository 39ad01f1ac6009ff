import { SegmentedControl } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { AVAILABILITIES, availabilityOf, saveAvailability } from '~/api/attention';
import { useAgents } from '~/api/people';
import { asProblem } from '~/api/problem';
import type { Agent } from '~/api/records';
import { t } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';

/** Whether colleagues can count on me now; they see it at once. */
export default function AvailabilityPick({ me }: { me: Agent }) {
  const client = useQueryClient();
  const agents = useAgents();
  const own = agents.data?.find((agent) => agent.id === me.id) ?? me;
  return (
    <SegmentedControl
      fullWidth
      mt={12}
      aria-label={t('attention.availability')}
      value={availabilityOf(own)}
      data={AVAILABILITIES.map((value) => ({ value, label: t(`availability.${value}`) }))}
      onChange={(next) => {
        const chosen = AVAILABILITIES.find((one) => one === next);
        if (!chosen) return;
        saveAvailability(client, me, chosen).catch((error: unknown) =>
          showToast(t('attention.not_saved'), { tone: 'danger', detail: asProblem(error).message }),
        );
      }}
    />
  );
}
