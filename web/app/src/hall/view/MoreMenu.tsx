import { Menu } from '@mantine/core';
import { useFullscreenDocument } from '@mantine/hooks';
import {
  IconActivity,
  IconDeviceTv,
  IconDots,
  IconKeyboard,
  IconLayoutGrid,
  IconMaximize,
  IconMinimize,
  IconScreenShare,
  IconSettings,
  IconUsers,
  IconVolumeOff,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { detectSupport } from '../../support/support';
import { ConductItems, NotesItem, PauseItem } from '../conduct/ConductButtons';
import { useHall, useOwnSite, type Panel } from '../context';
import classes from './bar.module.css';

const size = 22;

/** What the bar has no room for, and on a telephone what it leaves out. */
export function MoreMenu() {
  const { t } = useTranslation();
  const { setPanel } = useHall();
  const { fullscreen, toggle } = useFullscreenDocument();
  const open = (panel: Panel) => () => setPanel(panel);
  return (
    <Menu position="top" width={260}>
      <Menu.Target>
        <button type="button" className={classes.button} data-testid="more" title={t('hall.bar.more')}>
          <IconDots aria-hidden />
          <span className={classes.word}>{t('hall.bar.more')}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown className={classes.menu}>
        <MinorItems />
        <div className={classes.widestItems} role="presentation">
          <NotesItem />
        </div>
        <div className={classes.wideItems} role="presentation">
          <ConductItems narrow={false} />
        </div>
        <PauseItem />
        <Menu.Item
          leftSection={fullscreen ? <IconMinimize size={size} /> : <IconMaximize size={size} />}
          data-testid="full"
          onClick={() => void toggle()}
        >
          {t(fullscreen ? 'hall.bar.notFull' : 'hall.bar.full')}
        </Menu.Item>
        <Menu.Item leftSection={<IconDeviceTv size={size} />} data-testid="screen" onClick={open('screen')}>
          {t('hall.bar.screen')}
        </Menu.Item>
        <Menu.Item leftSection={<IconSettings size={size} />} data-testid="devices" onClick={open('devices')}>
          {t('hall.bar.devices')}
        </Menu.Item>
        <Menu.Item leftSection={<IconActivity size={size} />} data-testid="line" onClick={open('line')}>
          {t('hall.bar.line')}
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={size} />} data-testid="help" onClick={open('help')}>
          {t('hall.bar.help')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** The bar's minor buttons again, shown only where the bar leaves them out. */
function MinorItems() {
  const { t } = useTranslation();
  const { actions, ticket, layout, flipLayout, setPanel } = useHall();
  const sharing = useOwnSite()?.screen != null;
  return (
    <div className={classes.minorItems} role="presentation">
      {detectSupport().screenShare && (
        <Menu.Item leftSection={<IconScreenShare size={size} />} onClick={() => void actions.toggleShare()}>
          {t(sharing ? 'hall.bar.stopShare' : 'hall.bar.share')}
        </Menu.Item>
      )}
      <Menu.Item leftSection={<IconLayoutGrid size={size} />} onClick={flipLayout}>
        {t(layout === 'grid' ? 'hall.bar.speaker' : 'hall.bar.grid')}
      </Menu.Item>
      <Menu.Item leftSection={<IconUsers size={size} />} onClick={() => setPanel('people')}>
        {t('hall.bar.people')}
      </Menu.Item>
      <ConductItems narrow />
      {ticket.canModerate && (
        <Menu.Item leftSection={<IconVolumeOff size={size} />} onClick={() => void actions.muteAll()}>
          {t('hall.bar.muteAll')}
        </Menu.Item>
      )}
    </div>
  );
}
