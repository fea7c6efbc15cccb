import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconArrowLeft } from '@tabler/icons-react';
import { Link } from 'react-router';
import { inLanguage, unitText } from '../../desk/lookup';
import { Finder, type Found } from '../../desk/parts/Finder';
import { units, type FoundUnit } from '../../desk/parts/finders';
import type { UnitKey } from '../types';
import classes from './parts.module.css';

/** A unit that is known by its key and name, as a finder holds it. */
export function foundUnit(key: UnitKey & { name?: string | { vi: string; en: string } }): FoundUnit {
  const { catalogue, code, name } = key;
  const label = name === undefined ? code : typeof name === 'string' ? name : inLanguage(name);
  return { value: unitText({ catalogue, code }), label, key: { catalogue, code } };
}

interface UnitFieldProps {
  label: string;
  value: FoundUnit | null;
  onChange: (unit: FoundUnit | null) => void;
  error?: ReactNode;
  required?: boolean;
  clearable?: boolean;
  placeholder?: string;
  description?: string;
  disabled?: boolean;
}

/** A field for one unit of the catalogue in force. */
export function UnitField({ value, onChange, ...rest }: UnitFieldProps) {
  return <Finder<FoundUnit> kind="units" chosen={value} onChoose={onChange} find={units} {...rest} />;
}

/** What is wrong with the Vietnamese of a text in both languages; what is wrong with the English is told at that. */
export const viError = (errors: Record<string, ReactNode>, key: string): ReactNode =>
  errors[`${key}.vi`] ?? (errors[`${key}.en`] ? undefined : errors[key]);

/** The way back to a list. */
export function Crumb({ to, label }: { to: string; label: string }) {
  return (
    <p className={classes.crumb}>
      <Link to={to}>
        <IconArrowLeft size={18} aria-hidden /> {label}
      </Link>
    </p>
  );
}

/** Choices of roles in the page's language. */
export function useRoles() {
  const { t } = useTranslation();
  return roles.map((value) => ({ value, label: t(`common.role.${value}`) }));
}

export const roles = [
  'leader',
  'chair',
  'secretary',
  'delegate',
  'guest',
  'technician',
  'unit_admin',
  'admin',
] as const;

export type { Found, FoundUnit };
