import type { RunningPrograms } from '../../src/model/ports';
import { RemoteSessions, type RemoteSessionsDeps } from '../../src/sessions/remoteSessions';
import { SessionService } from '../../src/sessions/sessionService';

/** No program is recorded. */
export const noPrograms: RunningPrograms = {
  close: () => Promise.resolve(undefined),
  know: () => false,
};

/** The session service with the part that sends requests. */
export function sessionServiceOf(
  given: Omit<RemoteSessionsDeps, 'recent' | 'programs'> &
    Partial<Pick<RemoteSessionsDeps, 'programs'>>,
): SessionService {
  const deps = { programs: noPrograms, ...given };
  const { list, clock, newKey } = deps;
  return new SessionService({
    ...{ list, clock, newKey },
    loadRemote: (recent) => Promise.resolve(new RemoteSessions({ ...deps, recent })),
  });
}
