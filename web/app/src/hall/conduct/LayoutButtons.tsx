import {
  IconLayoutColumns,
  IconLayoutGrid,
  IconLayoutList,
  IconPresentation,
  IconUser,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Layout } from '../arrange';
import classes from './stage.module.css';

const icons = {
  speaker: IconUser,
  papers: IconPresentation,
  grid: IconLayoutGrid,
  panel: IconLayoutList,
  side_by_side: IconLayoutColumns,
} as const;

interface Props {
  label: string;
  offered: readonly Layout[];
  value: Layout | null;
  onChoose: (layout: Layout) => void;
  testId: string;
}

/** Layouts to choose from, each one press. */
export function LayoutButtons({ label, offered, value, onChoose, testId }: Props) {
  const { t } = useTranslation();
  return (
    <div className={classes.layouts} role="group" aria-label={label}>
      {offered.map((layout) => {
        const Icon = icons[layout];
        return (
          <button
            key={layout}
            type="button"
            aria-pressed={layout === value}
            data-testid={`${testId}-${layout}`}
            onClick={() => onChoose(layout)}
          >
            <Icon aria-hidden />
            <span>{t(`conduct.stage.layouts.${layout}`)}</span>
          </button>
        );
      })}
    </div>
  );
}
