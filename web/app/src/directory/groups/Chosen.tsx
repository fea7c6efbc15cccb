import { Button } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import desk from '../../desk/parts/desk.module.css';
import classes from './groups.module.css';

export interface ChosenItem {
  key: string;
  name: string;
  kind?: string;
}

interface Props<T extends ChosenItem> {
  label: string;
  items: T[];
  onChange: (items: T[]) => void;
  may: boolean;
  /** Whether their order means something. */
  ordered?: boolean;
}

/** What has been chosen, each to be taken out, or moved when the order counts. */
export function Chosen<T extends ChosenItem>({ label, items, onChange, may, ordered = false }: Props<T>) {
  const { t } = useTranslation();
  const swap = (from: number, to: number) => {
    const next = [...items];
    const [one] = next.splice(from, 1);
    if (one) next.splice(to, 0, one);
    onChange(next);
  };
  return (
    // A long list is moved in its own box, by keys too.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={classes.chosen} tabIndex={0} role="group" aria-label={label}>
      <ul className={desk.list}>
        {items.map((item, at) => (
          <li key={item.key} className={classes.item}>
            <span className={desk.text}>
              {item.name}
              {item.kind && <span className={desk.soft}> · {item.kind}</span>}
            </span>
            {may && ordered && (
              <>
                <Button
                  variant="subtle"
                  px="sm"
                  disabled={at === 0}
                  aria-label={t('directory.upNamed', { name: item.name })}
                  onClick={() => swap(at, at - 1)}
                >
                  <IconArrowUp size={18} aria-hidden />
                </Button>
                <Button
                  variant="subtle"
                  px="sm"
                  disabled={at === items.length - 1}
                  aria-label={t('directory.downNamed', { name: item.name })}
                  onClick={() => swap(at, at + 1)}
                >
                  <IconArrowDown size={18} aria-hidden />
                </Button>
              </>
            )}
            {may && (
              <Button
                variant="subtle"
                px="sm"
                aria-label={t('directory.removeNamed', { name: item.name })}
                onClick={() => onChange(items.filter((one) => one !== item))}
              >
                <IconX size={18} aria-hidden />
              </Button>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
