import {
  IconAddressBook,
  IconBook2,
  IconBuildingCommunity,
  IconListCheck,
  IconLogin2,
  IconMailForward,
  IconSitemap,
  IconStack2,
  IconTags,
  IconUserCog,
  IconCalendarWeek,
  IconChecklist,
  IconFileCheck,
  IconFileText,
  IconFolders,
  IconHistory,
  IconHome,
  IconMail,
  IconMovie,
  IconUsersGroup,
  IconVideo,
  type Icon,
} from '@tabler/icons-react';
import type { ParseKeys } from 'i18next';
import type { Role } from '../api/types';

/** An entry of the desk's navigation. */
export interface Place {
  to: string;
  label: ParseKeys;
  icon: Icon;
  /** Whom it is for; everyone when not said. The server decides what they see there. */
  roles?: Role[];
  /** A heading above the entry: it begins a group. */
  group?: ParseKeys;
}

/** The places of the desk, in the order of a secretary's day. */
export const places: Place[] = [
  { to: '/', label: 'desk.home', icon: IconHome },
  { to: '/calendar', label: 'desk.calendar', icon: IconCalendarWeek },
  { to: '/meetings', label: 'desk.meetings', icon: IconUsersGroup },
  { to: '/invitations', label: 'desk.invitations', icon: IconMail },
  { to: '/papers/tasks', label: 'papers.tasks.title', icon: IconFileText },
  { to: '/documents', label: 'documents.title', icon: IconFolders },
  {
    to: '/registers',
    label: 'registers.title',
    icon: IconBook2,
    roles: ['secretary', 'leader', 'unit_admin', 'admin'],
  },
  { to: '/conclusions', label: 'conclude.list.title', icon: IconFileCheck },
  { to: '/tasks', label: 'conclude.tasks.title', icon: IconChecklist },
  { to: '/recordings', label: 'recordings.title', icon: IconMovie },
  { to: '/rooms', label: 'common.rooms', icon: IconVideo },
  { to: '/directory/units', label: 'directory.units.title', icon: IconSitemap, group: 'directory.group' },
  { to: '/directory/people', label: 'directory.people.title', icon: IconAddressBook },
  { to: '/directory/sites', label: 'directory.sites.title', icon: IconBuildingCommunity },
  { to: '/directory/groups', label: 'directory.groups.title', icon: IconStack2 },
  { to: '/directory/lists', label: 'directory.lists.title', icon: IconListCheck },
  { to: '/directory/catalogues', label: 'directory.catalogues.title', icon: IconTags },
  {
    to: '/admin/accounts',
    label: 'accounts.title',
    icon: IconUserCog,
    roles: ['admin', 'unit_admin'],
    group: 'common.administration',
  },
  { to: '/admin/logins', label: 'accounts.loginsTitle', icon: IconLogin2, roles: ['admin'] },
  { to: '/admin/outbox', label: 'accounts.outbox.title', icon: IconMailForward, roles: ['admin'] },
  { to: '/admin/audit', label: 'audit.title', icon: IconHistory, roles: ['admin'] },
];
