import { useSortable } from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import { ActionIcon, Checkbox, NumberInput, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconGripVertical, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { clockPeriod } from '../../format/day';
import { currentLanguage } from '../../i18n';
import { Finder } from '../parts/Finder';
import { people, units } from '../parts/finders';
import own from './editor.module.css';
import { FixedTime } from './FixedTime';
import type { Form, FormItem, Misfit } from './form';

interface Props {
  item: FormItem;
  index: number;
  last: boolean;
  begins?: Date;
  misfit?: Misfit;
  form: Form;
  errors: Record<string, string>;
  onChange: (part: Partial<FormItem>) => void;
  onMove: (by: number) => void;
  onRemove: () => void;
}

const endOfItem = (begins: Date, item: FormItem) => new Date(begins.getTime() + item.minutes * 60_000);

export function AgendaRow({
  item,
  index,
  last,
  begins,
  misfit,
  form,
  errors,
  onChange,
  onMove,
  onRemove,
}: Props) {
  const { t } = useTranslation();
  const { setNodeRef, setActivatorNodeRef, attributes, listeners, isDragging, transform, transition } =
    useSortable({ id: item.key, transition: { duration: 150, easing: 'ease' } });
  const n = index + 1;
  const at = `agenda[${index}]`;
  return (
    <li
      ref={setNodeRef}
      className={own.item}
      data-dragged={isDragging || undefined}
      style={{ transform: CSS.Translate.toString(transform), transition }}
      aria-label={t('editor.item', { n })}
    >
      <div className={own.itemHead}>
        <ActionIcon
          ref={setActivatorNodeRef}
          {...attributes}
          {...listeners}
          aria-label={t('editor.drag', { n })}
          className={own.handle}
        >
          <IconGripVertical size={20} aria-hidden />
        </ActionIcon>
        <HeadRest item={item} index={index} last={last} begins={begins} onMove={onMove} onRemove={onRemove} />
      </div>
      <div className={own.itemFields}>
        <TextInput
          className={own.itemTitle}
          label={t('editor.itemTitle')}
          required
          value={item.title}
          error={errors[`${at}.title`]}
          onChange={(event) => onChange({ title: event.currentTarget.value })}
        />
        <NumberInput
          label={t('editor.minutes')}
          size="md"
          min={1}
          max={1440}
          allowDecimal={false}
          value={item.minutes}
          error={errors[`${at}.minutes`]}
          onChange={(minutes) => onChange({ minutes: Number(minutes) || 0 })}
        />
        <Finder
          kind="units"
          label={t('editor.presenterUnit')}
          placeholder={t('editor.find')}
          clearable
          chosen={item.unit}
          find={units}
          error={errors[`${at}.presenterUnit`]}
          onChoose={(unit) => onChange({ unit })}
        />
        <Finder
          kind="people"
          label={t('editor.presenter')}
          placeholder={t('editor.find')}
          clearable
          chosen={item.presenter}
          find={people}
          error={errors[`${at}.presenterId`]}
          onChoose={(presenter) => onChange({ presenter })}
        />
        <FixedTime
          item={item}
          n={n}
          begins={begins}
          form={form}
          error={misfit ? t(`editor.misfit.${misfit}`) : errors[`${at}.start`]}
          onChange={(offset) => onChange({ offset })}
        />
        <Checkbox
          className={own.vote}
          label={t('editor.vote')}
          checked={item.vote}
          onChange={(event) => onChange({ vote: event.currentTarget.checked })}
        />
      </div>
    </li>
  );
}

/** The item's number and time, and what moves it without dragging. */
function HeadRest({
  item,
  index,
  last,
  begins,
  onMove,
  onRemove,
}: Pick<Props, 'item' | 'index' | 'last' | 'begins' | 'onMove' | 'onRemove'>) {
  const { t } = useTranslation();
  const n = index + 1;
  return (
    <>
      <strong>{t('editor.item', { n })}</strong>
      {begins && <span>{clockPeriod(begins, endOfItem(begins, item), currentLanguage())}</span>}
      <span className={own.spring} />
      <ActionIcon aria-label={t('editor.moveUp', { n })} disabled={index === 0} onClick={() => onMove(-1)}>
        <IconArrowUp size={20} aria-hidden />
      </ActionIcon>
      <ActionIcon aria-label={t('editor.moveDown', { n })} disabled={last} onClick={() => onMove(1)}>
        <IconArrowDown size={20} aria-hidden />
      </ActionIcon>
      <ActionIcon aria-label={t('editor.removeItem', { n })} onClick={onRemove}>
        <IconTrash size={20} aria-hidden />
      </ActionIcon>
    </>
  );
}
