import { ActionIcon, Radio, Select } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { inLanguage, unitText } from '../lookup';
import type { Site } from '../types';
import own from './editor.module.css';
import type { FormSite } from './form';

interface Props {
  sites: FormSite[];
  rooms: Map<string, Site[]>;
  onChange: (sites: FormSite[]) => void;
}

const rowHeight = 60;

/** The sites of the meeting: only those in sight are drawn. */
export function ChosenSites({ sites, rooms, onChange }: Props) {
  const { t } = useTranslation();
  const frame = useRef<HTMLDivElement>(null);
  // oxlint-disable-next-line react/incompatible-library -- its rows are drawn anew with every change
  const rows = useVirtualizer({
    count: sites.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => (sites[index] ? unitText(sites[index].unit) : index),
    measureElement: (element) => element.getBoundingClientRect().height,
    overscan: 6,
    initialRect: { width: 600, height: 360 },
  });
  return (
    // Scrolled by the keys as well.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div ref={frame} className={own.chosen} tabIndex={0} role="group" aria-label={t('editor.sites')}>
      <ul style={{ height: rows.getTotalSize() }} className={own.tall}>
        {rows.getVirtualItems().map(({ index, start, key }) => {
          const site = sites[index];
          return (
            site && (
              <li
                key={key}
                ref={rows.measureElement}
                data-index={index}
                className={own.site}
                style={{ transform: `translateY(${start}px)` }}
              >
                <SiteRow
                  site={site}
                  rooms={rooms.get(unitText(site.unit)) ?? []}
                  onChange={(part) =>
                    onChange(sites.map((other) => (other === site ? { ...other, ...part } : other)))
                  }
                  onMain={() => onChange(sites.map((other) => ({ ...other, main: other === site })))}
                  onRemove={() => onChange(sites.filter((other) => other !== site))}
                />
              </li>
            )
          );
        })}
      </ul>
    </div>
  );
}

interface RowProps {
  site: FormSite;
  rooms: Site[];
  onChange: (part: Partial<FormSite>) => void;
  onMain: () => void;
  onRemove: () => void;
}

function SiteRow({ site, rooms, onChange, onMain, onRemove }: RowProps) {
  const { t } = useTranslation();
  const known = rooms.map(({ name, title }) => ({ value: name, label: inLanguage(title) }));
  const missing = site.room !== '' && !known.some(({ value }) => value === site.room);
  const data = missing ? [{ value: site.room, label: site.roomTitle || site.room }, ...known] : known;
  const title = (name: string) => data.find(({ value }) => value === name)?.label ?? '';
  return (
    <>
      <span className={own.siteName}>{site.name}</span>
      {data.length > 1 ? (
        <Select
          className={own.siteRoom}
          size="sm"
          aria-label={`${t('editor.room')}: ${site.name}`}
          placeholder={t('editor.noRoom')}
          data={data}
          value={site.room || null}
          onChange={(room) => onChange({ room: room ?? '', roomTitle: title(room ?? '') })}
        />
      ) : (
        <span className={own.siteRoom}>{site.roomTitle || title(site.room) || t('editor.noRoom')}</span>
      )}
      <Radio
        label={t('editor.main')}
        aria-label={`${t('editor.setMain')}: ${site.name}`}
        checked={site.main}
        onChange={onMain}
      />
      <ActionIcon aria-label={t('editor.removeSite', { name: site.name })} onClick={onRemove}>
        <IconX size={20} aria-hidden />
      </ActionIcon>
    </>
  );
}
