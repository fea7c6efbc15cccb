import { Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** What stands where a list will come. */
export function RowSkeletons({ count = 5, height = 72 }: { count?: number; height?: number }) {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t('common.loading')}>
      {Array.from({ length: count }, (_, index) => (
        <Skeleton key={index} height={height} mb={8} radius="md" />
      ))}
    </div>
  );
}
