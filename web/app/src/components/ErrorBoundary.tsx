import { Button } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import i18next from '../i18n';
import { Failure } from './Failure';

interface State {
  error: Error | null;
}

/** Keeps a programming error from leaving a blank screen in a meeting room. */
export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: Error): State {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <Failure
        title={i18next.t('common.crash.title')}
        body={
          <>
            {i18next.t('common.crash.body')}
            <br />
            <code>{error.message}</code>
          </>
        }
        action={<Button onClick={() => location.reload()}>{i18next.t('common.crash.action')}</Button>}
      />
    );
  }
}
