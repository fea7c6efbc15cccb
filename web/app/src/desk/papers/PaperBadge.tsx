import {
  IconArrowBackUp,
  IconCircleCheck,
  IconEye,
  IconFileSymlink,
  IconHourglass,
  IconPencil,
  IconEyeOff,
  type Icon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from '../parts/desk.module.css';
import type { PaperState } from './types';

const looks: Record<PaperState, { icon: Icon; tone: string }> = {
  awaited: { icon: IconHourglass, tone: 'soft' },
  draft: { icon: IconPencil, tone: 'soft' },
  submitted: { icon: IconFileSymlink, tone: 'warn' },
  returned: { icon: IconArrowBackUp, tone: 'bad' },
  approved: { icon: IconCircleCheck, tone: 'good' },
  released: { icon: IconEye, tone: 'press' },
  withdrawn: { icon: IconEyeOff, tone: 'bad' },
};

/** Where a paper stands, by a shape and a word. */
export function PaperBadge({ state }: { state: PaperState }) {
  const { t } = useTranslation();
  const { icon: Icon, tone } = looks[state];
  return (
    <span className={classes.badge} data-tone={tone} data-state={state} data-testid="paper-state">
      <Icon size={16} aria-hidden /> {t(`papers.state.${state}`)}
    </span>
  );
}
