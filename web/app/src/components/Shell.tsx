import { Burger, Button, Drawer, Menu } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBook2, IconChevronDown, IconLogout, IconUserCircle, IconUserCog } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, useNavigate } from 'react-router';
import { CallNotice } from '../calls/CallNotice';
import { useInfo, useLogOut, useSession } from '../session/useSession';
import { LanguageSwitch } from './LanguageSwitch';
import { Navigation } from './Navigation';
import classes from './Shell.module.css';

/** The desk's frame: product, guide, language and account above the page, its places beside it. */
export function Shell() {
  const { t } = useTranslation();
  const info = useInfo();
  const session = useSession();
  const inside = session.data && !session.data.requires;
  return (
    <div className={classes.shell}>
      <a href="#content" className="skip-link">
        {t('common.skipToContent')}
      </a>
      <header className={classes.header}>
        <div className={classes.start}>
          {inside && <PlacesDrawer />}
          <Link to="/" className={classes.brand}>
            <img src="/favicon.svg" alt="" width={32} height={32} />
            <span>{t('common.product')}</span>
          </Link>
        </div>
        <div className={classes.nav}>
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
        </div>
      </header>
      {inside && <CallNotice />}
      <div className={classes.body}>
        {inside && (
          <aside className={classes.side}>
            <Navigation />
          </aside>
        )}
        <div className={classes.page}>
          <main id="content" tabIndex={-1} className={classes.main}>
            <Outlet />
          </main>
          <footer className={classes.footer}>
            {info.data && `${t('common.product')} · ${t('common.version', { version: info.data.version })}`}
          </footer>
        </div>
      </div>
    </div>
  );
}

/** The places on a screen too narrow to show them beside the page. */
function PlacesDrawer() {
  const { t } = useTranslation();
  const [opened, { open, close }] = useDisclosure();
  return (
    <>
      <Burger
        opened={opened}
        onClick={open}
        size="sm"
        className={classes.burger}
        aria-label={t('common.places')}
      />
      <Drawer
        opened={opened}
        onClose={close}
        title={t('common.places')}
        size={300}
        transitionProps={{ duration: 0 }}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <Navigation onGo={close} />
      </Drawer>
    </>
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
        {!session.data.requires && (
          <Menu.Item leftSection={<IconUserCog size={20} />} component={Link} to="/profile">
            {t('common.profile')}
          </Menu.Item>
        )}
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
