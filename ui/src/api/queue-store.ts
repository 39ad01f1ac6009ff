import type { QueuedWrite } from './offline';

// Writes that have not reached the server, in the browser's own database: a reload, a crash or a night do not lose them.

const NAME = 'lazo.queue';
const STORE = 'writes';

function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(STORE, { keyPath: 'id', autoIncrement: true });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function within<T>(
  mode: IDBTransactionMode,
  use: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const database = await opened();
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = use(transaction.objectStore(STORE));
      // Only once it is on the disk may anybody rely on it.
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
      transaction.onerror = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

export const readWrites = (): Promise<QueuedWrite[]> =>
  within('readonly', (store) => store.getAll() as IDBRequest<QueuedWrite[]>);

export const addWrite = async (write: Omit<QueuedWrite, 'id'>): Promise<number> =>
  Number(await within('readwrite', (store) => store.add(write)));

export const putWrite = (write: QueuedWrite): Promise<unknown> =>
  within('readwrite', (store) => store.put(write));

export const removeWrite = (id: number): Promise<unknown> => within('readwrite', (store) => store.delete(id));
