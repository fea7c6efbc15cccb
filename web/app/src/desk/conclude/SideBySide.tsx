import { useTranslation } from 'react-i18next';
import classes from './conclude.module.css';
import { compare, type Piece } from './compare';
import type { Doc } from './types';

interface Props {
  left: Doc | undefined;
  right: Doc | undefined;
  leftTitle: string;
  rightTitle: string;
}

/** Two texts side by side: what is gone is struck through, what is new is underlined, both with a sign. */
export function SideBySide({ left, right, leftTitle, rightTitle }: Props) {
  const { t } = useTranslation();
  const pairs = compare(left, right);
  return (
    <div className={classes.compareFrame}>
      <table className={classes.compare} aria-label={t('conclude.versions.compare')} data-testid="comparison">
        <thead>
          <tr>
            <th scope="col">{leftTitle}</th>
            <th scope="col">{rightTitle}</th>
          </tr>
        </thead>
        <tbody>
          {pairs.map((pair, index) => (
            <tr key={index} data-changed={pair.changed || undefined}>
              <td>{pair.left && <Line pieces={pair.left} as="del" />}</td>
              <td>{pair.right && <Line pieces={pair.right} as="ins" />}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {!pairs.some(({ changed }) => changed) && <p role="status">{t('conclude.versions.same')}</p>}
    </div>
  );
}

function Line({ pieces, as: Changed }: { pieces: Piece[]; as: 'del' | 'ins' }) {
  return pieces.map(({ text, changed }, index) =>
    changed ? <Changed key={index}>{text}</Changed> : <span key={index}>{text}</span>,
  );
}
