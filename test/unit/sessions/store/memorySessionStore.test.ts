import { MemorySessionStore } from '../../../fakes/memorySessionStore';
import { itKeepsTheStoreContract } from './sessionStoreContract';

describe('MemorySessionStore', () => {
  itKeepsTheStoreContract(() => {
    const store = new MemorySessionStore();
    return Promise.resolve({
      store,
      otherWindow: new MemorySessionStore(store.disk),
      makeUnreadable: (key) => store.unreadable.add(key),
    });
  });
});
