import { IconFolder, IconFolderOpen } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { number } from '../../format/number';
import { currentLanguage } from '../../i18n';
import { treeOf, type Branch } from './tree';
import type { Holding } from './types';
import classes from './documents.module.css';

/** All folders as a tree, each with the number of documents right in it. */
export function Tree({ holding, current }: { holding: Holding; current: string }) {
  const { t } = useTranslation();
  return (
    <nav aria-label={t('documents.folders')}>
      <ul>
        <Node id="" name={t('documents.top')} count={holding.documents} current={current}>
          {treeOf(holding.items)}
        </Node>
      </ul>
    </nav>
  );
}

interface NodeProps {
  id: string;
  name: string;
  count: number;
  current: string;
  children: Branch[];
}

function Node({ id, name, count, current, children }: NodeProps) {
  const here = id === current;
  const Icon = here ? IconFolderOpen : IconFolder;
  return (
    <li>
      <Link
        to={id ? `/documents?folder=${id}` : '/documents'}
        className={classes.node}
        aria-current={here ? 'page' : undefined}
      >
        <Icon size={20} aria-hidden />
        <span>{name}</span>
        <small>{number(count, currentLanguage())}</small>
      </Link>
      {children.length > 0 && (
        <ul>
          {children.map((branch) => (
            <Node
              key={branch.id}
              id={branch.id}
              name={branch.name}
              count={branch.documents}
              current={current}
            >
              {branch.children}
            </Node>
          ))}
        </ul>
      )}
    </li>
  );
}
