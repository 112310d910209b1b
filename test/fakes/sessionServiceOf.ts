import { RemoteSessions, type RemoteSessionsDeps } from '../../src/sessions/remoteSessions';
import { SessionService } from '../../src/sessions/sessionService';

/** The session service with the part that sends requests. */
export function sessionServiceOf(deps: Omit<RemoteSessionsDeps, 'recent'>): SessionService {
  const { list, clock, newKey } = deps;
  return new SessionService({
    ...{ list, clock, newKey },
    loadRemote: (recent) => Promise.resolve(new RemoteSessions({ ...deps, recent })),
  });
}
