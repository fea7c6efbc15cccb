import { Button, Skeleton } from '@mantine/core';
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

interface MoreProps {
  /** A list that is read page by page. */
  list: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> };
}

/** Reads the next page of a list; nothing when all of it is there. */
export function More({ list }: MoreProps) {
  const { t } = useTranslation();
  if (!list.hasNextPage) return null;
  return (
    <Button
      variant="default"
      fullWidth
      loading={list.isFetchingNextPage}
      onClick={() => void list.fetchNextPage()}
    >
      {t('meetings.more')}
    </Button>
  );
}
