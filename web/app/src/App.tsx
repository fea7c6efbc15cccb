import { MantineProvider } from '@mantine/core';
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { BrowserRouter, Navigate, Route, Routes, useLocation } from 'react-router';
import { ErrorBoundary } from './components/ErrorBoundary';
import { Loading } from './components/Loading';
import { Shell } from './components/Shell';
import { ApiError, isCode } from './api/problem';
import { Login } from './pages/Login';
import { NotFound } from './pages/NotFound';
import { Reset } from './pages/Reset';
import { RoomPage } from './pages/RoomPage';
import { Rooms } from './pages/Rooms';
import { RequireSession } from './session/RequireSession';
import { forgetSession } from './session/useSession';
import { theme } from './theme/theme';

// Media code is large; a narrow line should not wait for it before logging in.
const Home = lazy(() => import('./desk/home/Home'));
const Calendar = lazy(() => import('./desk/calendar/Calendar'));
const Meetings = lazy(() => import('./desk/meetings/Meetings'));
const Templates = lazy(() => import('./desk/meetings/Templates'));
const NewMeeting = lazy(() => import('./desk/editor/NewMeeting'));
const RepeatPage = lazy(() => import('./desk/meeting/RepeatPage'));
const EditMeeting = lazy(() => import('./desk/editor/EditMeeting'));
const MeetingPage = lazy(() => import('./desk/meeting/MeetingPage'));
const LetterPage = lazy(() => import('./desk/letter/LetterPage'));
const Registers = lazy(() => import('./desk/registers/Registers'));
const Answers = lazy(() => import('./desk/answers/Answers'));
const Door = lazy(() => import('./desk/meeting/Door'));
const Invitations = lazy(() => import('./desk/invitations/Invitations'));
const Papers = lazy(() => import('./desk/papers/Papers'));
const PaperTasks = lazy(() => import('./desk/papers/Tasks'));
const PaperViewer = lazy(() => import('./desk/papers/viewer/Viewer'));
const Documents = lazy(() => import('./desk/documents/Documents'));
const DocumentTrash = lazy(() => import('./desk/documents/Trash'));
const DocumentViewer = lazy(() => import('./desk/documents/Document'));
const MinutesPage = lazy(() => import('./desk/conclude/MinutesPage'));
const MinutesVersions = lazy(() => import('./desk/conclude/VersionsPage'));
const NoticePage = lazy(() => import('./desk/conclude/NoticePage'));
const Conclusions = lazy(() => import('./desk/conclude/Conclusions'));
const Tasks = lazy(() => import('./desk/conclude/Tasks'));
const TaskPage = lazy(() => import('./desk/conclude/TaskPage'));
const Recordings = lazy(() => import('./desk/recordings/Library'));
const DueRecordings = lazy(() => import('./desk/recordings/Due'));
const Review = lazy(() => import('./desk/recordings/Review'));
const Check = lazy(() => import('./pages/Check'));
const Hall = lazy(() => import('./pages/Hall'));
const Second = lazy(() => import('./pages/Second'));
const Left = lazy(() => import('./pages/Left'));
const Profile = lazy(() => import('./pages/Profile'));
const Audit = lazy(() => import('./admin/audit/Audit'));
const Units = lazy(() => import('./directory/units/Units'));
const ImportCatalogue = lazy(() => import('./directory/units/ImportCatalogue'));
const People = lazy(() => import('./directory/people/People'));
const ImportPeople = lazy(() => import('./directory/people/ImportPeople'));
const PersonPage = lazy(() => import('./directory/people/PersonPage'));
const Sites = lazy(() => import('./directory/sites/Sites'));
const SitePage = lazy(() => import('./directory/sites/SitePage'));
const Groups = lazy(() => import('./directory/groups/Groups'));
const GroupPage = lazy(() => import('./directory/groups/GroupPage'));
const ListPage = lazy(() => import('./directory/groups/ListPage'));
const Catalogues = lazy(() => import('./directory/catalogues/Catalogues'));
const EntryPage = lazy(() => import('./directory/catalogues/EntryPage'));
const ImportDays = lazy(() => import('./directory/catalogues/ImportDays'));
const WorkingDays = lazy(() => import('./directory/catalogues/WorkingDays'));
const Accounts = lazy(() => import('./admin/accounts/Accounts'));
const NewAccount = lazy(() => import('./admin/accounts/NewAccount'));
const AccountPage = lazy(() => import('./admin/accounts/AccountPage'));
const Logins = lazy(() => import('./admin/logins/Logins'));
const Outbox = lazy(() => import('./admin/outbox/Outbox'));
const LineTestPage = lazy(() => import('./desk/linetest/LineTestPage'));
const LineConsole = lazy(() => import('./desk/lines/Console'));
const LineReport = lazy(() => import('./desk/lines/ReportPage'));
const Terminal = lazy(() => import('./terminal/Terminal'));
const Guide = lazy(() => import('./pages/Guide'));

function newQueryClient() {
  const client: QueryClient = new QueryClient({
    // A session that has ended elsewhere ends here too, and logging in leads back to the same page.
    queryCache: new QueryCache({
      onError: (error) => {
        if (isCode(error, 'unauthenticated')) forgetSession(client);
      },
    }),
    defaultOptions: {
      queries: {
        // A refusal stays a refusal; only a lost answer is worth asking for again.
        retry: (count, error) =>
          count < 2 && (!(error instanceof ApiError) || error.status === 0 || error.status >= 500),
        refetchOnWindowFocus: false,
      },
    },
  });
  return client;
}

export function App() {
  const [client] = useState(newQueryClient);
  return (
    <QueryClientProvider client={client}>
      <BrowserRouter>
        <Faces />
      </BrowserRouter>
    </QueryClientProvider>
  );
}

/** The two faces: the desk follows the system, the hall is always dark. */
function Faces() {
  const hall = /\/(live|second|terminal)\/?$/.test(useLocation().pathname);
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" forceColorScheme={hall ? 'dark' : undefined}>
      <ErrorBoundary>
        <Suspense fallback={<Loading />}>
          <Pages />
        </Suspense>
      </ErrorBoundary>
    </MantineProvider>
  );
}

function Pages() {
  return (
    <Routes>
      <Route element={<Shell />}>
        <Route path="/login" element={<Login />} />
        <Route path="/reset" element={<Reset />} />
        <Route path="/guide" element={<Guide />} />
        <Route element={<RequireSession />}>
          <Route path="/" element={<Home />} />
          <Route path="/calendar" element={<Calendar />} />
          <Route path="/meetings" element={<Meetings />} />
          <Route path="/meetings/templates" element={<Templates />} />
          <Route path="/meetings/new" element={<NewMeeting />} />
          <Route path="/meetings/:id" element={<MeetingPage />} />
          <Route path="/meetings/:id/edit" element={<EditMeeting />} />
          <Route path="/meetings/:id/repeat" element={<RepeatPage />} />
          <Route path="/meetings/:id/line-test" element={<LineTestPage />} />
          <Route path="/meetings/:id/lines" element={<LineConsole />} />
          <Route path="/meetings/:id/line-report" element={<LineReport />} />
          <Route path="/meetings/:id/answers" element={<Answers />} />
          <Route path="/meetings/:id/letter" element={<LetterPage />} />
          <Route path="/registers" element={<Registers />} />
          <Route path="/meetings/:id/join" element={<Door />} />
          <Route path="/meetings/:id/left" element={<Left />} />
          <Route path="/invitations" element={<Invitations />} />
          <Route path="/meetings/:id/papers" element={<Papers />} />
          <Route path="/meetings/:id/minutes" element={<MinutesPage />} />
          <Route path="/meetings/:id/minutes/versions" element={<MinutesVersions />} />
          <Route path="/meetings/:id/conclusion" element={<NoticePage />} />
          <Route path="/conclusions" element={<Conclusions />} />
          <Route path="/tasks" element={<Tasks />} />
          <Route path="/tasks/:id" element={<TaskPage />} />
          <Route path="/papers/tasks" element={<PaperTasks />} />
          <Route path="/papers/:id" element={<PaperViewer />} />
          <Route path="/documents" element={<Documents />} />
          <Route path="/documents/trash" element={<DocumentTrash />} />
          <Route path="/documents/:id" element={<DocumentViewer />} />
          <Route path="/recordings" element={<Recordings />} />
          <Route path="/recordings/due" element={<DueRecordings />} />
          <Route path="/recordings/:id" element={<Review />} />
          <Route path="/profile" element={<Profile />} />
          <Route path="/directory/units" element={<Units />} />
          <Route path="/directory/units/import" element={<ImportCatalogue />} />
          <Route path="/directory/people" element={<People />} />
          <Route path="/directory/people/import" element={<ImportPeople />} />
          <Route path="/directory/people/:id" element={<PersonPage />} />
          <Route path="/directory/sites" element={<Sites />} />
          <Route path="/directory/sites/:name" element={<SitePage />} />
          <Route path="/directory/groups" element={<Groups kind="groups" />} />
          <Route path="/directory/groups/:id" element={<GroupPage />} />
          <Route path="/directory/lists" element={<Groups kind="lists" />} />
          <Route path="/directory/lists/:id" element={<ListPage />} />
          <Route
            path="/directory/catalogues"
            element={<Navigate to="/directory/catalogues/positions" replace />}
          />
          <Route path="/directory/catalogues/:kind" element={<Catalogues />} />
          <Route path="/directory/catalogues/:kind/:id" element={<EntryPage />} />
          <Route path="/directory/catalogues/working-days/import" element={<ImportDays />} />
          <Route path="/directory/catalogues/working-days" element={<WorkingDays />} />
          <Route path="/admin/accounts" element={<Accounts />} />
          <Route path="/admin/accounts/new" element={<NewAccount />} />
          <Route path="/admin/accounts/:id" element={<AccountPage />} />
          <Route path="/admin/logins" element={<Logins />} />
          <Route path="/admin/outbox" element={<Outbox />} />
          <Route path="/admin/audit" element={<Audit />} />
          <Route path="/rooms" element={<Rooms />} />
          <Route path="/rooms/:name" element={<RoomPage />} />
          <Route path="/rooms/:name/join" element={<Check />} />
          <Route path="/rooms/:name/left" element={<Left />} />
        </Route>
        <Route path="*" element={<NotFound />} />
      </Route>
      <Route path="/terminal" element={<Terminal />} />
      <Route element={<RequireSession />}>
        <Route path="/rooms/:name/live" element={<Hall />} />
        <Route path="/meetings/:id/live" element={<Hall />} />
        <Route path="/meetings/:id/second" element={<Second />} />
      </Route>
    </Routes>
  );
}
