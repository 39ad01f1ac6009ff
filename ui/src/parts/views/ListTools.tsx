import { ActionIcon, Menu } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { keys } from '~/api/keys';
import { asProblem } from '~/api/problem';
import type { Filter } from '~/api/records';
import { mayExport, mayManage, useMe } from '~/api/session';
import {
  addView,
  arrangeViews,
  changeView,
  type ListedEntity,
  type PlacedView,
  removeView,
} from '~/api/views';
import { useCommand, withKeys } from '~/lib/commands';
import { t } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { FilterChips, FilterDialog } from '~/parts/filter';
import { isEverything } from '~/parts/filter/model';
import { Icon } from '~/parts/Icon';
import type { ColumnChoice } from '~/parts/rows/columns';
import type { ListAddress } from '~/parts/rows/use-list-address';
import classes from './ListTools.module.css';

const ViewDialog = lazy(() => import('./ViewDialog'));
const OrderDialog = lazy(() => import('./OrderDialog'));
const ColumnsDialog = lazy(() => import('./ColumnsDialog'));
const RecentBulk = lazy(() => import('~/parts/bulk/RecentBulk'));

export interface ListToolsProps {
  entity: ListedEntity;
  views: readonly PlacedView[];
  /** Undefined: everything, as it comes. */
  view: PlacedView | undefined;
  nameOf: (view: PlacedView) => string;
  address: ListAddress;
  isWide: boolean;
  filterTitle: string;
  count: (filter: Filter | null) => Promise<{ count: number; capped: boolean }>;
  columns: readonly ColumnChoice[];
  shownColumns: readonly string[];
  exportHref: (filter: Filter | null, sort: string) => string;
  /** null: the list without a view. */
  onGo: (view: PlacedView | null) => void;
  children?: ReactNode;
}

type Open = 'filter' | 'save' | 'edit' | 'order' | 'columns' | 'bulk' | null;

/** What can be done with a list as a whole: its filter, its view, its columns, its export. */
export function ListTools(props: ListToolsProps) {
  const { entity, view, views, address, isWide } = props;
  const [open, setOpen] = useState<Open>(null);
  const me = useMe();
  const client = useQueryClient();
  const close = () => setOpen(null);
  useCommand('list.conditions', { run: () => setOpen('filter') });
  const manages = me ? mayManage(me) : false;
  const mayWrite = view !== undefined && !view.builtin_key && (manages || view.agent_id === me?.id);
  const exports = me ? mayExport(me) : false;
  const refresh = () => client.invalidateQueries({ queryKey: keys.views });
  const failed = (error: unknown) =>
    showToast(t('list.view_failed'), { tone: 'danger', detail: asProblem(error).message });

  const save = () => {
    if (!view) return;
    changeView(view, {
      filter: address.filter ?? { all: [] },
      sort: address.sort,
      layout: address.layout,
      columns: address.columns?.join(',') ?? null,
    }).then(async () => {
      await refresh();
      address.discard();
      showToast(t('list.view_saved', { name: props.nameOf(view) }), { tone: 'ok' });
    }, failed);
  };
  const duplicate = () => {
    if (!view) return;
    addView({
      entity,
      name: t('list.copy_of', { name: props.nameOf(view) }),
      filter: address.filter,
      sort: address.sort,
      layout: address.layout,
      columns: address.columns?.join(',') ?? null,
      is_shared: false,
    }).then(async (made) => {
      await refresh();
      props.onGo({ ...made, is_pinned: true });
    }, failed);
  };
  const remove = () => {
    if (!view) return;
    removeView(view).then(async () => {
      props.onGo(null);
      await refresh();
      showToast(t('list.view_removed', { name: view.name }), {
        action: {
          label: t('action.undo'),
          run: () => {
            const { name, filter, sort, columns, layout, is_shared, team_id } = view;
            addView({ entity, name, filter, sort, columns, layout, is_shared, team_id }).then(
              async (made) => {
                await refresh();
                props.onGo({ ...made, is_pinned: true });
              },
              failed,
            );
          },
        },
      });
    }, failed);
  };
  const pin = () => {
    if (!view) return;
    const order = views.map((one) => ({
      id: one.id,
      is_pinned: one.id === view.id ? !view.is_pinned : one.is_pinned,
    }));
    arrangeViews(client, order).catch(failed);
  };
  const showsChips = !isEverything(address.filter) && (address.isModified || !view?.builtin_key);

  return (
    <>
      <ActionIcon
        aria-label={props.filterTitle}
        title={withKeys(props.filterTitle, 'list.conditions')}
        aria-haspopup="dialog"
        data-on={showsChips || undefined}
        className={classes.tool}
        onClick={() => setOpen('filter')}
      >
        <Icon name="filter" />
      </ActionIcon>
      <Menu position="bottom-end" width={260} shadow="md">
        <Menu.Target>
          <ActionIcon aria-label={t('list.tools')} title={t('list.tools')}>
            <Icon name="more" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Icon name="plus" size={16} />} onClick={() => setOpen('save')}>
            {t('list.save_as')}
          </Menu.Item>
          {mayWrite && address.isModified ? (
            <Menu.Item leftSection={<Icon name="check" size={16} />} onClick={save}>
              {t('list.save')}
            </Menu.Item>
          ) : null}
          {mayWrite ? (
            <Menu.Item leftSection={<Icon name="settings" size={16} />} onClick={() => setOpen('edit')}>
              {t('list.edit_view')}
            </Menu.Item>
          ) : null}
          {view ? (
            <>
              <Menu.Item leftSection={<Icon name="copy" size={16} />} onClick={duplicate}>
                {t('list.duplicate')}
              </Menu.Item>
              <Menu.Item leftSection={<Icon name="star" size={16} />} onClick={pin}>
                {t(view.is_pinned ? 'list.unpin' : 'list.pin')}
              </Menu.Item>
            </>
          ) : null}
          {views.length > 1 ? (
            <Menu.Item leftSection={<Icon name="sort" size={16} />} onClick={() => setOpen('order')}>
              {t('list.order')}
            </Menu.Item>
          ) : null}
          {mayWrite ? (
            <Menu.Item leftSection={<Icon name="close" size={16} />} onClick={remove}>
              {t('list.remove_view')}
            </Menu.Item>
          ) : null}
          <Menu.Divider />
          {isWide && entity === 'tickets' ? (
            <Menu.Item
              leftSection={<Icon name="table" size={16} />}
              onClick={() => address.setLayout(address.layout === 'table' ? 'list' : 'table')}
            >
              {t(address.layout === 'table' ? 'list.as_list' : 'list.as_table')}
            </Menu.Item>
          ) : null}
          {isWide && (address.layout === 'table' || entity === 'customers') ? (
            <Menu.Item leftSection={<Icon name="panel" size={16} />} onClick={() => setOpen('columns')}>
              {t('list.columns')}
            </Menu.Item>
          ) : null}
          {exports ? (
            <Menu.Item
              component="a"
              href={props.exportHref(address.whole, address.sort)}
              download
              leftSection={<Icon name="download" size={16} />}
            >
              {t('list.export')}
            </Menu.Item>
          ) : null}
          <Menu.Item leftSection={<Icon name="undo" size={16} />} onClick={() => setOpen('bulk')}>
            {t('list.recent_bulk')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {props.children}
      {showsChips || address.isModified ? (
        <div className={classes.state}>
          {showsChips && address.filter ? (
            <Suspense fallback={null}>
              <FilterChips
                entity={entity}
                filter={address.filter}
                onOpen={() => setOpen('filter')}
                onChange={address.setFilter}
              />
            </Suspense>
          ) : null}
          {address.isModified ? (
            <p className={classes.modified}>
              <span>{t('list.modified')}</span>
              {mayWrite ? (
                <button type="button" className={classes.link} onClick={save}>
                  {t('list.save')}
                </button>
              ) : null}
              <button type="button" className={classes.link} onClick={() => setOpen('save')}>
                {t('list.save_as')}
              </button>
              <button type="button" className={classes.link} onClick={address.discard}>
                {t('list.discard')}
              </button>
            </p>
          ) : null}
        </div>
      ) : null}
      <Suspense fallback={null}>
        {open === 'filter' ? (
          <FilterDialog
            entity={entity}
            title={props.filterTitle}
            filter={address.filter}
            count={props.count}
            onApply={(filter) => {
              address.setFilter(filter);
              close();
            }}
            onClose={close}
          />
        ) : null}
        {open === 'save' || open === 'edit' ? (
          <ViewDialog
            entity={entity}
            view={open === 'edit' ? view : undefined}
            mayShare={manages}
            draft={{
              filter: address.filter,
              sort: address.sort,
              layout: address.layout,
              columns: address.columns?.join(',') ?? null,
            }}
            onDone={async (made) => {
              close();
              await refresh();
              if (open === 'save') props.onGo({ ...made, is_pinned: true });
            }}
            onClose={close}
          />
        ) : null}
        {open === 'order' ? <OrderDialog views={views} nameOf={props.nameOf} onClose={close} /> : null}
        {open === 'columns' ? (
          <ColumnsDialog
            columns={props.columns}
            shown={props.shownColumns}
            onApply={(names) => {
              address.setColumns(names);
              close();
            }}
            onClose={close}
          />
        ) : null}
        {open === 'bulk' ? <RecentBulk entity={entity} onClose={close} /> : null}
      </Suspense>
    </>
  );
}
