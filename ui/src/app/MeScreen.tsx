import type { Agent } from '~/api/records';
import MePage from '~/features/me/MePage';
import { ME_SECTIONS } from './me';

export default function MeScreen({ me, section }: { me: Agent; section: string | undefined }) {
  return <MePage me={me} section={section} sections={ME_SECTIONS} />;
}
