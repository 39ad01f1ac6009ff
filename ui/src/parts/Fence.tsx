import { Button } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { t } from '~/lib/i18n';
import { EmptyState } from './states';

/** Keeps a fault inside one screen: the menu around it goes on working, and another screen starts afresh. */
export class Fence extends Component<{ children: ReactNode; resetKey: string }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override componentDidUpdate(before: { resetKey: string }): void {
    if (this.state.broken && before.resetKey !== this.props.resetKey) this.setState({ broken: false });
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children;
    return (
      <EmptyState
        icon="alert"
        title={t('error.screen_title')}
        action={<Button onClick={() => window.location.reload()}>{t('action.retry')}</Button>}
      >
        {t('error.screen_why')}
      </EmptyState>
    );
  }
}
