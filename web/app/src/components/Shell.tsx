import { Button, Menu } from '@mantine/core';
import { IconBook2, IconChevronDown, IconLogout, IconUserCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, useNavigate } from 'react-router';
import { useInfo, useLogOut, useSession } from '../session/useSession';
import { LanguageSwitch } from './LanguageSwitch';
import classes from './Shell.module.css';

/** The desk's frame: product, guide, language and account above the page. */
export function Shell() {
  const { t } = useTranslation();
  const info = useInfo();
  return (
    <div className={classes.shell}>
      <a href="#content" className="skip-link">
        {t('common.skipToContent')}
      </a>
      <header className={classes.header}>
        <Link to="/rooms" className={classes.brand}>
          <img src="/favicon.svg" alt="" width={32} height={32} />
          <span>{t('common.product')}</span>
        </Link>
        <nav className={classes.nav}>
          <Button
            component={Link}
            to="/guide"
            variant="subtle"
            leftSection={<IconBook2 size={20} aria-hidden />}
            aria-label={t('common.guide')}
            classNames={{ section: classes.guideIcon }}
          >
            <span className={classes.guide}>{t('common.guide')}</span>
          </Button>
          <LanguageSwitch />
          <AccountMenu />
        </nav>
      </header>
      <main id="content" tabIndex={-1} className={classes.main}>
        <Outlet />
      </main>
      <footer className={classes.footer}>
        {info.data && `${t('common.product')} · ${t('common.version', { version: info.data.version })}`}
      </footer>
    </div>
  );
}

function AccountMenu() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const session = useSession();
  const logOut = useLogOut();
  if (!session.data) return null;
  const { user } = session.data;
  return (
    <Menu position="bottom-end" width={280}>
      <Menu.Target>
        <Button
          variant="subtle"
          leftSection={<IconUserCircle size={22} />}
          rightSection={<IconChevronDown size={16} />}
          aria-label={`${t('common.account')}: ${user.displayName}`}
        >
          <span className={classes.account}>{user.displayName}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {user.username} · {t(`common.role.${user.role}`)}
          {user.unit && <div>{user.unit.name}</div>}
        </Menu.Label>
        <Menu.Item
          leftSection={<IconLogout size={20} />}
          onClick={() => logOut.mutate(undefined, { onSuccess: () => void navigate('/login?ended=1') })}
        >
          {t('common.logOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
