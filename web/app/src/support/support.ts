/** What this browser and this address allow. */
export interface Support {
  /** WebRTC and what else the hall cannot do without. */
  modern: boolean;
  /** Camera and microphone can be asked for: they need a secure context. */
  capture: boolean;
  screenShare: boolean;
}

export function detectSupport(scope: typeof globalThis = globalThis): Support {
  // Browsers leave mediaDevices out on insecure origins, whatever the type says.
  const media = scope.navigator.mediaDevices as MediaDevices | undefined;
  return {
    modern:
      typeof scope.RTCPeerConnection === 'function' &&
      typeof scope.WebSocket === 'function' &&
      typeof scope.AbortController === 'function' &&
      typeof scope.ResizeObserver === 'function',
    capture: typeof media?.getUserMedia === 'function',
    screenShare: typeof media?.getDisplayMedia === 'function',
  };
}
