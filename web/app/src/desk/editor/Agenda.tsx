import {
  closestCenter,
  DndContext,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
  type DragEndEvent,
} from '@dnd-kit/core';
import { SortableContext, sortableKeyboardCoordinates, verticalListSortingStrategy } from '@dnd-kit/sortable';
import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { number } from '../../format/number';
import { clockTime } from '../../format/time';
import { currentLanguage } from '../../i18n';
import { AgendaRow } from './AgendaRow';
import own from './editor.module.css';
import { clockAgenda, endOf, moved, newItem, timed, type FormItem } from './form';
import type { PartProps } from './part';
import { Section } from './Section';

/** The items in order: dragged, moved by their buttons, or by the keys of the handle. */
export function Agenda({ form, change, errors }: PartProps) {
  const { t } = useTranslation();
  const [told, setTold] = useState('');
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const { agenda } = form;
  const put = (items: FormItem[]) => change({ agenda: items });
  const move = (from: number, to: number) => {
    put(moved(agenda, from, to));
    setTold(t('editor.moved', { n: to + 1 }));
  };
  const drop = ({ active, over }: DragEndEvent) => {
    const [from, to] = [active.id, over?.id].map((key) => agenda.findIndex((item) => item.key === key));
    if (from !== undefined && to !== undefined && from >= 0 && to >= 0) move(from, to);
  };
  const clock = timed(form) ? clockAgenda(form) : null;
  return (
    <Section name="agenda">
      {agenda.length === 0 && <p>{t('editor.noItems')}</p>}
      <DndContext sensors={sensors} collisionDetection={closestCenter} onDragEnd={drop}>
        <SortableContext items={agenda.map(({ key }) => key)} strategy={verticalListSortingStrategy}>
          <ol className={own.agenda} data-testid="agenda">
            {agenda.map((item, index) => (
              <AgendaRow
                key={item.key}
                item={item}
                index={index}
                last={index === agenda.length - 1}
                begins={clock?.begins[index]}
                misfit={clock?.misfits[index]}
                form={form}
                errors={errors}
                onChange={(part) =>
                  put(agenda.map((other) => (other.key === item.key ? { ...other, ...part } : other)))
                }
                onMove={(by) => move(index, index + by)}
                onRemove={() => put(agenda.filter((other) => other.key !== item.key))}
              />
            ))}
          </ol>
        </SortableContext>
      </DndContext>
      <p className="visually-hidden" aria-live="polite">
        {told}
      </p>
      {errors.agenda && <p className={own.bad}>{errors.agenda}</p>}
      <div className={own.row}>
        <Button
          variant="default"
          leftSection={<IconPlus size={20} aria-hidden />}
          onClick={() => put([...agenda, newItem()])}
        >
          {t('editor.addItem')}
        </Button>
        {clock && agenda.length > 0 && <Total form={form} minutes={clock.minutes} end={clock.end} />}
      </div>
    </Section>
  );
}

function Total({ form, minutes, end }: { form: PartProps['form']; minutes: number; end: Date }) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const over = Math.round((end.getTime() - new Date(endOf(form)).getTime()) / 60_000);
  return (
    <span>
      {t('editor.total', { minutes: number(minutes, language), time: clockTime(end, language) })}{' '}
      {over > 0 && (
        <strong className={own.bad}>{t('editor.over', { minutes: number(over, language) })}</strong>
      )}
    </span>
  );
}
