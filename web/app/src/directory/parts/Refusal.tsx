import { Alert } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { fieldErrors, messageOf } from '../../api/problem';

/** Why something was not done, with what is wrong in single fields; nothing while nothing is wrong. */
export function Refusal({ error }: { error: unknown }) {
  const { t } = useTranslation();
  if (!error) return null;
  const fields = [...new Set(Object.values(fieldErrors(error)))];
  return (
    <Alert
      color="red"
      variant="light"
      role="alert"
      mb="md"
      icon={<IconAlertTriangle aria-hidden />}
      title={messageOf(error, t)}
    >
      {fields.length > 0 && (
        <ul>
          {fields.map((message) => (
            <li key={message}>{message}</li>
          ))}
        </ul>
      )}
    </Alert>
  );
}
