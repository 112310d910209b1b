/**
 * The hook that records a Node program, which loads it with `--require`. A program must run with it as it runs
 * without: the hook prints nothing, throws nothing, and keeps nothing alive. Its first error ends the recording.
 */
import { isJsonObject, parseJson } from '../../../base/json';
import {
  protocolVersion,
  recordingVariable,
  type RecordingEnvironment,
} from '../../recordingProtocol';
import { watchHttp } from './httpTraffic';
import { Recorder, type Guard } from './recorder';
import { SeenSessions } from './seenSessions';
import { watchUndici } from './undiciTraffic';
import { WindowPipe } from './windowPipe';

function environmentIn(text: string): RecordingEnvironment | undefined {
  const value = parseJson(text);
  const { version, pipe, secret, closeOnExit } = isJsonObject(value) ? value : {};
  return version === protocolVersion && typeof pipe === 'string' && typeof secret === 'string'
    ? { version, pipe, secret, closeOnExit: closeOnExit === true }
    : undefined;
}

function record(environment: RecordingEnvironment): void {
  const ends: (() => void)[] = [];
  const end = () => {
    ends.splice(0).forEach((one) => {
      try {
        one();
      } catch {
        // The program goes on without the recording.
      }
    });
  };
  const guard: Guard =
    (action) =>
    (...input) => {
      try {
        action(...input);
      } catch {
        end();
      }
    };
  const sessions = new SeenSessions();
  const pipe = new WindowPipe(environment, {
    ended: end,
    close(request) {
      sessions.close(request).then(
        guard((answer) => {
          pipe.send(answer);
        }),
        end,
      );
    },
  });
  const traffic = new Recorder(pipe, sessions);
  ends.push(() => {
    pipe.destroy();
  });
  ends.push(watchHttp(traffic, guard));
  ends.push(watchUndici(traffic, guard));
  if (environment.closeOnExit) {
    ends.push(closeBeforeExit(sessions));
  }
}

/**
 * Holds the event `beforeExit` back until the sessions are closed, because Node emits it once more then, and the
 * program's listeners must see it once. @returns a function that ends it
 */
function closeBeforeExit(sessions: SeenSessions): () => void {
  const original: unknown = Reflect.get(process, 'emit');
  let isDone = false;
  const end = () => {
    isDone = true;
    if (Reflect.get(process, 'emit') === wrapped) {
      Reflect.set(process, 'emit', original);
    }
  };
  function wrapped(this: unknown, ...input: unknown[]): unknown {
    if (input[0] === 'beforeExit' && !isDone && sessions.hasLeftOpen) {
      end();
      sessions.closeLeftOpen().catch(() => undefined);
      return false;
    }
    return typeof original === 'function' ? Reflect.apply(original, this, input) : false;
  }
  Reflect.set(process, 'emit', wrapped);
  return end;
}

try {
  const environment = environmentIn(process.env[recordingVariable] ?? '');
  if (environment !== undefined) {
    record(environment);
  }
} catch {
  // The program goes on without the recording.
}
