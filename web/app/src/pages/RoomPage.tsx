import { Navigate, useLocation, useParams } from 'react-router';

/** A room's own address leads to its check; the query is kept. */
export function RoomPage() {
  const { name = '' } = useParams();
  const { search } = useLocation();
  return <Navigate to={`/rooms/${encodeURIComponent(name)}/join${search}`} replace />;
}
