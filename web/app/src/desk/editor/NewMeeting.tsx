import { useTranslation } from 'react-i18next';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { useTitle } from '../../components/useTitle';
import { today } from '../../format/day';
import { useSession } from '../../session/useSession';
import { usePlans } from '../access';
import { unitText } from '../lookup';
import { Editor } from './Editor';
import { blank, firstDay } from './form';

export default function NewMeeting() {
  const { t } = useTranslation();
  const session = useSession();
  const plans = usePlans();
  useTitle(t('editor.newTitle'));
  if (!session.data) return <Loading />;
  if (!plans) return <Failure title={t('desk.noRightTitle')} body={t('desk.noPlan')} />;
  const { unit, personId, displayName, role } = session.data.user;
  const host = unit
    ? { value: unitText(unit), label: unit.name, key: { catalogue: unit.catalogue, code: unit.code } }
    : null;
  const self = personId ? { value: personId, label: displayName } : null;
  const start = blank(firstDay(today()), host, role === 'secretary' ? self : null);
  return <Editor start={role === 'chair' ? { ...start, chair: self } : start} />;
}
