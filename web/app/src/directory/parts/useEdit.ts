import { useForm, type UseFormReturnType } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { fieldErrors, isCode } from '../../api/problem';

type Values = Record<string, unknown>;
type Rules<F> = Partial<Record<keyof F, (value: never) => string | null>>;

export interface EditOptions<T, F extends Values> {
  /** What is there; null for something new. */
  item: T | null;
  toForm: (item: T | null) => F;
  save: (values: F, version: number | undefined) => Promise<T>;
  reload?: () => Promise<T>;
  validate?: Rules<F>;
  onSaved: (saved: T) => void;
}

/** What somebody else has saved in the meantime. */
export interface Theirs<T, F> {
  item: T;
  values: F;
  /** The fields in which it differs from what this page began with. */
  changed: (keyof F & string)[];
}

export interface Edit<T, F extends Values> {
  form: UseFormReturnType<F>;
  dirty: boolean;
  saving: boolean;
  error: unknown;
  theirs: Theirs<T, F> | null;
  submit: () => void;
  /** Saves what was typed, if anything was, and tells what is then kept; null when it could not be. */
  flush: () => Promise<T | null>;
  /** Saves what was typed over what the other has saved. */
  over: () => void;
  /** Throws away what was typed for what the other has saved. */
  take: () => void;
}

/** A place in a request's body as the form names it: "roles[0].unit" is "roles.0.unit". */
export const formPath = (location: string) => location.replace(/\[(\d+)\]/g, '.$1');

/** The fields in which two states of a form differ. */
export function differing<F extends Values>(one: F, other: F): (keyof F & string)[] {
  return Object.keys(one).filter((key) => JSON.stringify(one[key]) !== JSON.stringify(other[key]));
}

/**
 * Edits something that two people may edit at once. When another was faster, nothing typed is lost: the page shows
 * what they changed, and lets one choose.
 */
export function useEdit<T extends { version: number }, F extends Values>(
  options: EditOptions<T, F>,
): Edit<T, F> {
  const { toForm, save, reload, onSaved } = options;
  const [base, setBase] = useState(options.item);
  const [theirs, setTheirs] = useState<Theirs<T, F> | null>(null);
  const form = useForm<F>({ initialValues: toForm(options.item), validate: options.validate as never });
  const start = (from: T) => {
    setBase(from);
    setTheirs(null);
    const values = toForm(from);
    form.setInitialValues(values);
    form.setValues(values);
    form.clearErrors();
  };
  // A change made elsewhere on the page, of what the form has no field for, is no one else's.
  const { item } = options;
  if (item && base && item.version > base.version && differing(toForm(base), toForm(item)).length === 0) {
    setBase(item);
  }
  const saving = useMutation({
    mutationFn: (version: number | undefined) => save(form.getValues(), version),
    onSuccess: (saved) => {
      start(saved);
      onSaved(saved);
    },
    onError: async (error) => {
      if (isCode(error, 'stale') && reload) {
        const newer = await reload();
        const values = toForm(newer);
        setTheirs({ item: newer, values, changed: base ? differing(toForm(base), values) : [] });
        return;
      }
      const errors: Record<string, string> = {};
      for (const [location, message] of Object.entries(fieldErrors(error))) {
        errors[formPath(location)] = message;
        errors[formPath(location).split('.')[0] ?? ''] ??= message;
      }
      form.setErrors(errors);
    },
  });
  return {
    form,
    dirty: form.isDirty(),
    saving: saving.isPending,
    error: theirs ? null : saving.error,
    theirs,
    submit: form.onSubmit(() => saving.mutate(base?.version)),
    flush: async () => {
      if (form.validate().hasErrors) return null;
      if (!form.isDirty() && base) return base;
      return saving.mutateAsync(base?.version).catch(() => null); // told as a refused save is
    },
    over: () => {
      if (!theirs) return;
      setTheirs(null);
      setBase(theirs.item);
      saving.mutate(theirs.item.version);
    },
    take: () => {
      if (!theirs) return;
      saving.reset();
      start(theirs.item);
    },
  };
}
