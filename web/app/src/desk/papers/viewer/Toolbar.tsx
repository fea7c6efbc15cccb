import { ActionIcon, Button, Menu, NumberInput, Select, Tooltip } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import {
  IconCheck,
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
  /** Whether notes are kept on what is read. */
  notes: boolean;
  thumbs: boolean;
  onGo: (page: number) => void;
  onZoom: (zoom: Zoom) => void;
  onPanel: (panel: Panel) => void;
  onThumbs: () => void;
}

/** Where one is in a paper and how large it is shown. */
export function Toolbar(props: Props) {
  const { page, count, panel, notes, thumbs, onGo, onPanel, onThumbs } = props;
  const { t } = useTranslation();
  // A phone has room for one line: there one scrolls from page to page, and chooses the size from a menu.
  const narrow = useMediaQuery('(max-width: 640px)', undefined, { getInitialValueInEffect: false });
  return (
    <div className={classes.toolbar} role="toolbar" aria-label={t('papers.viewer.toolbar')}>
      <Toggle icon={IconLayoutSidebar} label={t('papers.viewer.thumbnails')} on={thumbs} onPress={onThumbs} />
      <div className={classes.tools}>
        {!narrow && (
          <Press
            icon={IconChevronUp}
            label={t('papers.viewer.previous')}
            off={page <= 1}
            onPress={() => onGo(page - 1)}
          />
        )}
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
        {!narrow && (
          <Press
            icon={IconChevronDown}
            label={t('papers.viewer.next')}
            off={page >= count}
            onPress={() => onGo(page + 1)}
          />
        )}
      </div>
      {!narrow && <ZoomTools {...props} />}
      <div className={classes.tools}>
        {narrow && <ZoomMenu {...props} />}
        <Toggle
          icon={IconSearch}
          label={t('papers.viewer.search')}
          on={panel === 'search'}
          onPress={() => onPanel('search')}
        />
        {notes && (
          <Toggle
            icon={IconNote}
            label={t('papers.viewer.notes')}
            on={panel === 'notes'}
            onPress={() => onPanel('notes')}
          />
        )}
      </div>
    </div>
  );
}

/** The sizes to choose from: by the window, the one that is set, and the steps. */
function useSizes(zoom: Zoom) {
  const { t } = useTranslation();
  const percent = (factor: number) => `${number(factor * 100, currentLanguage())}%`;
  const fixed = typeof zoom === 'number' && !zoomSteps.includes(zoom) ? [zoom] : [];
  return [
    { value: 'width', label: t('papers.viewer.fitWidth') },
    { value: 'page', label: t('papers.viewer.fitPage') },
    ...[...fixed, ...zoomSteps].map((step) => ({ value: String(step), label: percent(step) })),
  ];
}

const zoomOf = (value: string | null): Zoom =>
  value === 'page' || value === 'width' ? value : Number(value);

function ZoomMenu({ zoom, onZoom }: Props) {
  const { t } = useTranslation();
  const sizes = useSizes(zoom);
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={t('papers.viewer.zoom')}>
          <IconZoomIn size={22} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {sizes.map(({ value, label }) => (
          <Menu.Item
            key={value}
            className={classes.size}
            rightSection={value === String(zoom) ? <IconCheck size={20} aria-hidden /> : null}
            aria-current={value === String(zoom) || undefined}
            onClick={() => onZoom(zoomOf(value))}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function ZoomTools({ zoom, scale, onZoom }: Props) {
  const { t } = useTranslation();
  const sizes = useSizes(zoom);
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
        data={sizes}
        value={String(zoom)}
        onChange={(value) => onZoom(zoomOf(value))}
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
