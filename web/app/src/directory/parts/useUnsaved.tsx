import { Button, Group, Modal } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

/** Where the router's history stands; it counts its entries. */
const place = () => (window.history.state as { idx?: number } | null)?.idx ?? 0;

/**
 * Asks before what was typed is lost: by a link of the app, by the browser's arrows, by closing the page.
 * The answer is the question's dialog, to be put on the page.
 */
export function useUnsaved(dirty: boolean) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [leave, setLeave] = useState<(() => void) | null>(null);
  const guard = useRef(dirty);
  useEffect(() => {
    guard.current = dirty;
    if (!dirty) return;
    const here = place();
    let back = false; // our own way back to this page is under way
    const closing = (event: BeforeUnloadEvent) => event.preventDefault();
    const pressed = (event: MouseEvent) => {
      const link = event.target instanceof Element && event.target.closest('a[href]');
      if (!guard.current || !(link instanceof HTMLAnchorElement)) return;
      if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (link.target || link.hasAttribute('download') || link.origin !== window.location.origin) return;
      if (link.hash && link.pathname === window.location.pathname) return;
      event.preventDefault();
      event.stopPropagation();
      const to = link.pathname + link.search + link.hash;
      setLeave(() => () => void navigate(to));
    };
    // Caught before the router hears of it, which then stays where it is.
    const moved = (event: PopStateEvent) => {
      const steps = place() - here;
      if (back) {
        back = false;
        event.stopImmediatePropagation();
        return;
      }
      if (!guard.current || steps === 0) return;
      event.stopImmediatePropagation();
      back = true;
      window.history.go(-steps);
      setLeave(() => () => window.history.go(steps));
    };
    window.addEventListener('beforeunload', closing);
    document.addEventListener('click', pressed, true);
    window.addEventListener('popstate', moved, true);
    return () => {
      window.removeEventListener('beforeunload', closing);
      document.removeEventListener('click', pressed, true);
      window.removeEventListener('popstate', moved, true);
    };
  }, [dirty, navigate]);
  return (
    <Modal
      opened={leave !== null}
      onClose={() => setLeave(null)}
      title={t('directory.unsaved.title')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <p>{t('directory.unsaved.body')}</p>
      <Group justify="flex-end">
        <Button
          variant="default"
          onClick={() => {
            guard.current = false;
            setLeave(null);
            leave?.();
          }}
        >
          {t('directory.unsaved.leave')}
        </Button>
        <Button data-autofocus onClick={() => setLeave(null)}>
          {t('directory.unsaved.stay')}
        </Button>
      </Group>
    </Modal>
  );
}
