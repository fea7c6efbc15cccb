import {
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconEye,
  IconMailOff,
  IconPencil,
  IconUserShare,
  type Icon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from '../parts/desk.module.css';
import type { InvitationState as State } from '../types';

const looks: Record<State, { icon: Icon; tone: string }> = {
  draft: { icon: IconPencil, tone: 'soft' },
  pending: { icon: IconCircleDashed, tone: 'warn' },
  seen: { icon: IconEye, tone: 'warn' },
  confirmed: { icon: IconCircleCheck, tone: 'good' },
  declined: { icon: IconCircleX, tone: 'bad' },
  substituted: { icon: IconUserShare, tone: 'press' },
  withdrawn: { icon: IconMailOff, tone: 'soft' },
};

/** What an invitation was answered with, by a shape and a word. */
export function InvitationStateBadge({ state }: { state: State }) {
  const { t } = useTranslation();
  const { icon: Icon, tone } = looks[state];
  return (
    <span className={classes.badge} data-tone={tone} data-answer={state}>
      <Icon size={16} aria-hidden /> {t(`invitations.state.${state}`)}
    </span>
  );
}
