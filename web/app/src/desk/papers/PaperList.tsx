import { IconFileText, IconPhoto, IconPresentation, IconTable, type Icon } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { messageOf } from '../../api/problem';
import desk from '../parts/desk.module.css';
import { RowSkeletons } from '../parts/Rows';
import { listPapers, paperKeys } from './api';
import { PaperBadge } from './PaperBadge';
import { FileFacts } from './PaperRow';
import type { PaperFile } from './types';
import classes from './papers.module.css';

const icons: Record<PaperFile['kind'], Icon> = {
  pdf: IconFileText,
  docx: IconFileText,
  xlsx: IconTable,
  pptx: IconPresentation,
  jpeg: IconPhoto,
  png: IconPhoto,
};

interface Props {
  meetingId: string;
  /** Of an agenda item; null for those of the whole meeting; all when not said. */
  itemId?: string | null;
  /** What to say when there is none; nothing when not said. */
  none?: string;
}

/** Papers in short, to open with one press: for a meeting's page and beside its agenda. */
export function PaperList({ meetingId, itemId, none }: Props) {
  const { t } = useTranslation();
  const papers = useQuery({
    queryKey: paperKeys.list(meetingId),
    queryFn: ({ signal }) => listPapers(meetingId, signal),
  });
  if (papers.isPending) return <RowSkeletons count={1} height={44} />;
  if (papers.isError) return <p className={desk.warnText}>{messageOf(papers.error, t)}</p>;
  const items = papers.data.items.filter((paper) => {
    if (itemId === undefined) return true;
    return itemId === null ? paper.itemId === undefined : paper.itemId === itemId;
  });
  if (items.length === 0) return none ? <p className={desk.soft}>{none}</p> : null;
  return (
    <ul className={classes.compact} data-testid="paper-list">
      {items.map((paper) => {
        const file = paper.files.at(-1);
        const Icon = file ? icons[file.kind] : IconFileText;
        return (
          <li key={paper.id}>
            <Icon size={20} aria-hidden className={classes.icon} />
            <div className={classes.grow}>
              {file && paper.rights.read ? (
                <Link to={`/papers/${paper.id}`} className={desk.title}>
                  {paper.title}
                </Link>
              ) : (
                <span className={desk.title}>{paper.title}</span>
              )}
              {file && <FileFacts file={file} />}
            </div>
            {paper.rights.originals && paper.state !== 'released' && <PaperBadge state={paper.state} />}
          </li>
        );
      })}
    </ul>
  );
}
