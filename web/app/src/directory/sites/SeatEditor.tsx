import { Button, Group, NumberInput, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import desk from '../../desk/parts/desk.module.css';
import { number } from '../../format/number';
import { currentLanguage } from '../../i18n';
import parts from '../parts/parts.module.css';
import type { SeatBlock, SeatMap } from '../types';
import classes from './seats.module.css';
import {
  changed,
  kinds,
  moved,
  mostSeats,
  ofSize,
  resized,
  seatCount,
  seated,
  twice,
  withBlock,
  without,
  withSeats,
} from './seats';

interface Props {
  value: SeatMap;
  onChange: (map: SeatMap) => void;
  may: boolean;
  /** What is wrong, by the form's paths. */
  errors: Record<string, ReactNode>;
}

/** The plan of a room's seats: rows and tables put in place by hand or by keys, each seat with its label and name. */
export function SeatEditor({ value, onChange, may, errors }: Props) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<number | null>(null);
  const block = chosen === null ? undefined : value.blocks[chosen];
  const doubled = twice(value);
  const [told, setTold] = useState(errors);
  if (told !== errors) {
    // A block of which something is wrong is opened, so that it is told at its field.
    setTold(errors);
    const wrong = wrongBlock(errors);
    if (wrong !== undefined) setChosen(wrong);
  }
  const remove = (index: number) => {
    onChange(without(value, index));
    setChosen(null);
  };
  return (
    <>
      <p className={desk.soft} data-testid="seat-count">
        {t('directory.seats.count', { n: number(seatCount(value), currentLanguage()) })}
        {may && ` ${t('directory.seats.keys')}`}
      </p>
      {may && (
        <Group my="sm">
          {kinds.map((kind) => (
            <Button
              key={kind}
              variant="default"
              leftSection={<IconPlus size={18} aria-hidden />}
              onClick={() => {
                onChange(withBlock(value, kind));
                setChosen(value.blocks.length);
              }}
            >
              {t(`directory.seats.kind.${kind}`)}
            </Button>
          ))}
        </Group>
      )}
      {value.blocks.length > 0 && (
        <Plan
          value={value}
          chosen={chosen}
          onChoose={setChosen}
          onChange={onChange}
          onRemove={remove}
          may={may}
        />
      )}
      {doubled.length > 0 && (
        <p role="alert" className={desk.warnText}>
          {t('directory.seats.twice', { labels: doubled.join(', ') })}
        </p>
      )}
      {may && value.blocks.length > 0 && (
        <div className={parts.line}>
          <NumberInput
            size="md"
            label={t('directory.seats.columns')}
            min={1}
            max={100}
            value={value.columns}
            onChange={(columns) => onChange(ofSize(value, Number(columns) || 1, value.rows))}
          />
          <NumberInput
            size="md"
            label={t('directory.seats.rows')}
            min={1}
            max={100}
            value={value.rows}
            onChange={(rows) => onChange(ofSize(value, value.columns, Number(rows) || 1))}
          />
        </div>
      )}
      {may && chosen !== null && block && (
        <BlockForm
          value={value}
          index={chosen}
          block={block}
          errors={errors}
          onChange={onChange}
          onRemove={() => remove(chosen)}
        />
      )}
    </>
  );
}

/** The first block of which something is wrong. */
function wrongBlock(errors: Record<string, ReactNode>): number | undefined {
  const at = Object.keys(errors).flatMap((path) => /^seatMap\.blocks\.(\d+)/.exec(path)?.[1] ?? []);
  return at.length > 0 ? Math.min(...at.map(Number)) : undefined;
}

interface PlanProps extends Omit<Props, 'errors'> {
  chosen: number | null;
  onChoose: (index: number) => void;
  onRemove: (index: number) => void;
}

const steps: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

function Plan({ value, chosen, onChoose, onChange, onRemove, may }: PlanProps) {
  const { t } = useTranslation();
  const plan = useRef<HTMLDivElement>(null);
  const grip = useRef<{ index: number; x: number; y: number; from: SeatMap } | null>(null);
  const pressed = (event: React.KeyboardEvent, index: number) => {
    if (!may) return;
    const step = steps[event.key];
    if (step) {
      event.preventDefault();
      onChoose(index);
      onChange((event.shiftKey ? resized : moved)(value, index, ...step));
    } else if (event.key === 'Delete') {
      onRemove(index);
    }
  };
  const dragged = (event: React.PointerEvent) => {
    if (!grip.current || !plan.current) return;
    const box = plan.current.getBoundingClientRect();
    const { index, x, y, from } = grip.current;
    const dx = Math.round((event.clientX - x) / (box.width / value.columns));
    const dy = Math.round((event.clientY - y) / (box.height / value.rows));
    onChange(moved(from, index, dx, dy));
  };
  return (
    // The plan may be wider than the page: then it is moved in its box, by keys too.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={classes.box} tabIndex={0} role="group" aria-label={t('directory.seats.plan')}>
      <div
        ref={plan}
        className={classes.plan}
        style={{
          gridTemplateColumns: `repeat(${value.columns}, 64px)`,
          gridTemplateRows: `repeat(${value.rows}, 52px)`,
          width: value.columns * 64,
        }}
        data-testid="seat-plan"
      >
        {value.blocks.map((block, index) => (
          <button
            // Blocks have no key of their own; they are never put in another order.
            key={index}
            type="button"
            className={classes.block}
            data-kind={block.kind}
            aria-pressed={index === chosen}
            style={{
              gridColumn: `${block.x + 1} / span ${block.width}`,
              gridRow: `${block.y + 1} / span ${block.height}`,
            }}
            onClick={() => onChoose(index)}
            onKeyDown={(event) => pressed(event, index)}
            onPointerDown={(event) => {
              if (!may) return;
              event.currentTarget.setPointerCapture(event.pointerId);
              grip.current = { index, x: event.clientX, y: event.clientY, from: value };
            }}
            onPointerMove={dragged}
            onPointerUp={() => (grip.current = null)}
            onPointerCancel={() => (grip.current = null)}
          >
            <span className="visually-hidden">
              {t('directory.seats.block', {
                kind: t(`directory.seats.kind.${block.kind}`),
                n: block.seats.length,
                column: block.x + 1,
                row: block.y + 1,
              })}
            </span>
            {(block.name || !seated(block.kind)) && (
              <span className={classes.blockName}>
                {block.name || t(`directory.seats.kind.${block.kind}`)}
              </span>
            )}
            <span className={classes.seats}>
              {block.seats.map((seat, place) => (
                <span
                  key={place}
                  className={classes.seat}
                  title={[seat.label, seat.name].filter(Boolean).join(': ')}
                >
                  {seat.label}
                  {seat.name && <small>{seat.name}</small>}
                </span>
              ))}
            </span>
          </button>
        ))}
      </div>
    </div>
  );
}

interface BlockProps extends Omit<Props, 'may'> {
  index: number;
  block: SeatBlock;
  onRemove: () => void;
}

function BlockForm({ value, index, block, onChange, onRemove, errors }: BlockProps) {
  const { t } = useTranslation();
  const error = (path: string) => errors[`seatMap.blocks.${index}.${path}`];
  const change = (part: Partial<SeatBlock>) => onChange(changed(value, index, part));
  const seat = (at: number, part: { label?: string; name?: string }) =>
    change({ seats: block.seats.map((one, place) => (place === at ? { ...one, ...part } : one)) });
  return (
    <section className={classes.form} aria-labelledby="block-form">
      <div className={desk.cardHead}>
        <h3 id="block-form">{t(`directory.seats.kind.${block.kind}`)}</h3>
        <Button variant="subtle" leftSection={<IconTrash size={18} aria-hidden />} onClick={onRemove}>
          {t('directory.remove')}
        </Button>
      </div>
      <div className={parts.grid}>
        <TextInput
          label={t('directory.seats.name')}
          placeholder={t('directory.seats.namePlaceholder')}
          value={block.name}
          error={error('name')}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        {seated(block.kind) && (
          <NumberInput
            size="md"
            label={t('directory.seats.seats')}
            min={0}
            max={mostSeats}
            value={block.seats.length}
            onChange={(count) => onChange(withSeats(value, index, Number(count) || 0))}
          />
        )}
        <NumberInput
          size="md"
          label={t('directory.seats.width')}
          min={1}
          max={value.columns - block.x}
          value={block.width}
          onChange={(width) => onChange(resized(value, index, (Number(width) || 1) - block.width, 0))}
        />
        <NumberInput
          size="md"
          label={t('directory.seats.height')}
          min={1}
          max={value.rows - block.y}
          value={block.height}
          onChange={(height) => onChange(resized(value, index, 0, (Number(height) || 1) - block.height))}
        />
      </div>
      {block.seats.length > 0 && (
        <table className={parts.table}>
          <thead>
            <tr>
              <th scope="col">{t('directory.seats.label')}</th>
              <th scope="col">{t('directory.seats.plate')}</th>
            </tr>
          </thead>
          <tbody>
            {block.seats.map((one, at) => (
              <tr key={at}>
                <td>
                  <TextInput
                    aria-label={t('directory.seats.labelOf', { n: at + 1 })}
                    maxLength={20}
                    value={one.label}
                    error={error(`seats.${at}.label`)}
                    onChange={(event) => seat(at, { label: event.currentTarget.value })}
                  />
                </td>
                <td>
                  <TextInput
                    aria-label={t('directory.seats.plateOf', { label: one.label })}
                    value={one.name ?? ''}
                    error={error(`seats.${at}.name`)}
                    onChange={(event) => seat(at, { name: event.currentTarget.value })}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
