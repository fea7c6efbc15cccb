import type { Form } from './form';

/** What every part of the editor's page is given. */
export interface PartProps {
  form: Form;
  change: (part: Partial<Form>) => void;
  /** What is wrong, by the place of the field in the plan. */
  errors: Record<string, string>;
}
