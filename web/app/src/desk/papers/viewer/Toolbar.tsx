import { ActionIcon, Button, NumberInput, Select, Tooltip } from '@mantine/core';
import {
  IconChevronDown,
  IconChevronUp,
  IconLayoutSidebar,
  IconNote,
  IconSearch,
  IconZoomIn,
  IconZoomOut,
  type Icon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { number } from '../../../format/number';
import { currentLanguage } from '../../../i18n';
import { factorOf, stepZoom, zoomSteps, type Zoom } from './geometry';
import classes from './viewer.module.css';

export type Panel = 'search' | 'notes';

interface Props {
  page: number;
  count: number;
  zoom: Zoom;
  scale: number;
  panel: Panel | null;
  thumbs: boolean;
  onGo: (page: number) => void;
  onZoom: (zoom: Zoom) => void;
  onPanel: (panel: Panel) => void;
  onThumbs: () => void;
}

/** Where one is in a paper and how large it is shown. */
export function Toolbar(props: Props) {
  const { page, count, panel, thumbs, onGo, onPanel, onThumbs } = props;
  const { t } = useTranslation();
  return (
    <div className={classes.toolbar} role="toolbar" aria-label={t('papers.viewer.toolbar')}>
      <Toggle icon={IconLayoutSidebar} label={t('papers.viewer.thumbnails')} on={thumbs} onPress={onThumbs} />
      <div className={classes.tools}>
        <Press
          icon={IconChevronUp}
          label={t('papers.viewer.previous')}
          off={page <= 1}
          onPress={() => onGo(page - 1)}
        />
        <NumberInput
          size="md"
          className={classes.pageNumber}
          aria-label={t('papers.viewer.page')}
          hideControls
          min={1}
          max={count}
          value={page}
          onChange={(value) => typeof value === 'number' && value >= 1 && value <= count && onGo(value)}
          data-testid="page-number"
        />
        <span className={classes.of} data-testid="page-count">
          {t('papers.viewer.pageOf', { n: number(count, currentLanguage()) })}
        </span>
        <Press
          icon={IconChevronDown}
          label={t('papers.viewer.next')}
          off={page >= count}
          onPress={() => onGo(page + 1)}
        />
      </div>
      <ZoomTools {...props} />
      <div className={classes.tools}>
        <Toggle
          icon={IconSearch}
          label={t('papers.viewer.search')}
          on={panel === 'search'}
          onPress={() => onPanel('search')}
        />
        <Toggle
          icon={IconNote}
          label={t('papers.viewer.notes')}
          on={panel === 'notes'}
          onPress={() => onPanel('notes')}
        />
      </div>
    </div>
  );
}

function ZoomTools({ zoom, scale, onZoom }: Props) {
  const { t } = useTranslation();
  const percent = (factor: number) => `${number(factor * 100, currentLanguage())}%`;
  const fixed = typeof zoom === 'number' && !zoomSteps.includes(zoom) ? [zoom] : [];
  const data = [
    { value: 'width', label: t('papers.viewer.fitWidth') },
    { value: 'page', label: t('papers.viewer.fitPage') },
    ...[...fixed, ...zoomSteps].map((step) => ({ value: String(step), label: percent(step) })),
  ];
  const factor = factorOf(scale);
  return (
    <div className={classes.tools}>
      <Press
        icon={IconZoomOut}
        label={t('papers.viewer.zoomOut')}
        off={factor <= (zoomSteps[0] ?? 0)}
        onPress={() => onZoom(stepZoom(scale, -1))}
      />
      <Select
        className={classes.zoom}
        aria-label={t('papers.viewer.zoom')}
        data={data}
        value={String(zoom)}
        onChange={(value) => onZoom(value === 'page' || value === 'width' ? value : Number(value))}
      />
      <Press
        icon={IconZoomIn}
        label={t('papers.viewer.zoomIn')}
        off={factor >= (zoomSteps.at(-1) ?? 4)}
        onPress={() => onZoom(stepZoom(scale, 1))}
      />
    </div>
  );
}

interface PressProps {
  icon: Icon;
  label: string;
  off: boolean;
  onPress: () => void;
}

export function Press({ icon: Icon, label, off, onPress }: PressProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} disabled={off} onClick={onPress}>
        <Icon size={22} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

interface ToggleProps {
  icon: Icon;
  label: string;
  on: boolean;
  onPress: () => void;
}

function Toggle({ icon: Icon, label, on, onPress }: ToggleProps) {
  return (
    <Button
      variant={on ? 'light' : 'subtle'}
      leftSection={<Icon size={20} aria-hidden />}
      aria-pressed={on}
      aria-label={label}
      className={classes.toggle}
      onClick={onPress}
    >
      <span>{label}</span>
    </Button>
  );
}
