/** The signaling server's WebSocket address: the ticket's, or the origin that served this page. */
export function serverAddress(url: string, origin = location.origin): string {
  const base = url === '' ? origin : url;
  return base.replace(/^http/, 'ws').replace(/\/$/, '');
}
