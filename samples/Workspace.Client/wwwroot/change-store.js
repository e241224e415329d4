// Pages in IndexedDB, for IndexedDbChangeStore.cs. Any number of tabs may use one database: each is an owner with rows of its own, and holds a Web
// Lock that the browser lets go of when the tab ends, however that comes. Who loads a page takes over the rows of owners whose lock is free, and copies
// the updates of those that live. See docs/decisions/0012-owners-of-rows.md.
//
// An IndexedDB transaction ends when nothing is asked of it any more, so inside one nothing else is awaited. Entering and loading ask for locks first:
// they happen under one more lock, a tab at a time.

const version = 1;
const mostWriters = 1024;

export async function open(name) {
  if (!navigator.locks || !globalThis.indexedDB) throw failure('Unavailable', 'This browser keeps nothing for this address: it has no IndexedDB or no Web Locks here.');
  const database = await opened(name);
  database.onversionchange = () => database.close();
  const alone = work => navigator.locks.request(`${name}/enter`, work);
  const lockOf = owner => `${name}/owner/${owner}`;
  const written = new Map();
  let leave;
  const owner = await alone(async () => {
    const living = await findLiving();
    const entered = await transact(['owners', 'updates', 'pending', 'creations'], async stores => {
      for (const { id } of await all(stores.owners))
        if (!living.has(id) && !await any(stores, store => store.index('by_owner').getKey(id))) stores.owners.delete(id);
      return done(stores.owners.add({ isTaken: false }));
    });
    await new Promise((held, failed) => navigator.locks.request(lockOf(entered), () => new Promise(free => { leave = free; held(); })).catch(failed));
    return entered;
  });

  return {
    // What there is of a page, this tab's own rows: columns of the updates and of the pending changes, oldest first.
    load: page => alone(async () => {
      const living = await findLiving();
      return transact(['owners', 'updates', 'pending', 'creations'], async stores => {
        await requireSelf(stores);
        await gather(stores, page, living);
        const key = [page, owner];
        const updates = await all(stores.updates.index('by_page'), key), pending = await all(stores.pending.index('by_page'), key);
        return {
          updateIds: updates.map(row => row.id), updates: updates.map(row => row.body),
          pendingIds: pending.map(row => row.id), replicas: pending.map(row => row.replica), ends: pending.map(row => row.end), changes: pending.map(row => row.body),
          refusedWith: pending.map(row => row.refusedWith ?? 0),
          createIn: (await done(stores.creations.get(key)))?.createIn ?? null,
        };
      });
    }),

    // A write that is tried again under its number is not made again. That it is remembered here is enough: a writer does not outlive the tab.
    write(page, columns) {
      const key = `${page}/${columns.writer}`, last = written.get(key);
      if (columns.number > 0 && last?.number === columns.number) return last.ids;
      const ids = writeOnce(page, columns);
      written.delete(key);
      written.set(key, { number: columns.number, ids });
      if (written.size > mostWriters) written.delete(written.keys().next().value);
      ids.catch(() => { if (written.get(key)?.ids === ids) written.delete(key); });
      return ids;
    },

    // The pages with changes that nobody else will send.
    unsent: () => alone(async () => {
      const living = await findLiving();
      return transact(['owners', 'pending', 'creations'], async stores => {
        await requireSelf(stores);
        const rows = [...await all(stores.pending), ...await all(stores.creations)];
        return [...new Set(rows.filter(row => row.owner === owner || !living.has(row.owner)).map(row => row.page))];
      });
    }),

    close() {
      database.close();
      leave();
    },
  };

  function writeOnce(page, { settled, replaced, refused, refusedWith, updates, replicas, ends, changes, createIn, isCreated }) {
    return transact(['owners', 'updates', 'pending', 'creations'], async stores => {
      await requireSelf(stores);
      for (const [store, gone] of [[stores.updates, replaced], [stores.pending, settled]])
        for (const id of gone) if ((await done(store.get(id)))?.owner === owner) store.delete(id);
      for (let i = 0; i < refused.length; i++) {
        const row = await done(stores.pending.get(refused[i]));
        if (row?.owner === owner) stores.pending.put({ ...row, refusedWith: refusedWith[i] });
      }
      const ids = [];
      for (const body of updates) ids.push(await done(stores.updates.add({ page, owner, body })));
      for (let i = 0; i < changes.length; i++) {
        const id = await done(stores.updates.add({ page, owner, body: changes[i] }));
        stores.pending.add({ id, page, owner, replica: replicas[i], end: ends[i], body: changes[i] });
        ids.push(id);
      }
      if (createIn) stores.creations.put({ page, owner, createIn });
      if (isCreated) stores.creations.delete([page, owner]);
      return ids;
    });
  }

  async function findLiving() {
    const { held } = await navigator.locks.query();
    const prefix = lockOf('');
    return new Set(held.filter(lock => lock.name.startsWith(prefix)).map(lock => Number(lock.name.slice(prefix.length))));
  }

  async function requireSelf({ owners }) {
    if ((await done(owners.get(owner)))?.isTaken !== false) throw failure('TakenOver', 'Another tab took this one for gone, and has taken over its pages. Reload the page.');
  }

  async function gather(stores, page, living) {
    const range = IDBKeyRange.bound([page], [page, []]);
    const rows = {};
    for (const table of ['updates', 'pending', 'creations']) rows[table] = (await all(stores[table].index('by_page'), range)).filter(row => row.owner !== owner);
    const others = new Set(Object.values(rows).flat().map(row => row.owner));
    for (const other of others) {
      if (living.has(other)) continue;
      stores.owners.put({ id: other, isTaken: true });
      for (const table of ['updates', 'pending']) for (const row of rows[table]) if (row.owner === other) stores[table].put({ ...row, owner });
      for (const row of rows.creations) if (row.owner === other) { stores.creations.put({ ...row, owner }); stores.creations.delete([page, other]); }
      others.delete(other);
    }
    if (await done(stores.updates.index('by_page').getKey([page, owner])) !== undefined) return;
    for (const { owner: other, body } of rows.updates) if (others.has(other)) stores.updates.add({ page, owner, body });
    for (const { owner: other, createIn } of rows.creations) if (others.has(other)) stores.creations.put({ page, owner, createIn });
  }

  // Runs the work in a transaction, all or nothing, and waits for it to be committed.
  async function transact(tables, work) {
    let transaction;
    try {
      transaction = database.transaction(tables, 'readwrite');
      const committed = new Promise((succeed, fail) => {
        transaction.oncomplete = succeed;
        transaction.onabort = () => fail(transaction.error);
      });
      committed.catch(() => {});
      const result = await work(Object.fromEntries(tables.map(table => [table, transaction.objectStore(table)])));
      await committed;
      return result;
    } catch (error) {
      try { transaction?.abort(); } catch { /* it has ended */ }
      throw explained(transaction?.error ?? error);
    }
  }
}

function opened(name) {
  return new Promise((succeed, fail) => {
    const request = indexedDB.open(name, version);
    request.onupgradeneeded = () => {
      const database = request.result;
      database.createObjectStore('owners', { keyPath: 'id', autoIncrement: true });
      const updates = database.createObjectStore('updates', { keyPath: 'id', autoIncrement: true });
      const pending = database.createObjectStore('pending', { keyPath: 'id' });
      const creations = database.createObjectStore('creations', { keyPath: ['page', 'owner'] });
      for (const store of [updates, pending, creations]) {
        store.createIndex('by_page', ['page', 'owner']);
        store.createIndex('by_owner', 'owner');
      }
    };
    request.onsuccess = () => succeed(request.result);
    request.onerror = () => fail(explained(request.error));
  });
}

function done(request) {
  return new Promise((succeed, fail) => {
    request.onsuccess = () => succeed(request.result);
    request.onerror = () => fail(request.error);
  });
}

const all = (source, range) => done(source.getAll(range));

async function any(stores, ask) {
  for (const table of ['updates', 'pending', 'creations']) if (await done(ask(stores[table])) !== undefined) return true;
  return false;
}

const codes = { QuotaExceededError: 'Full', VersionError: 'TooNew', NotFoundError: 'Foreign', DataError: 'Damaged' };

function explained(error) {
  return error?.code?.startsWith?.('Store') ? error : failure(codes[error?.name] ?? 'Unavailable', `The browser's storage failed. (${error?.name}: ${error?.message})`);
}

// The message is all that .NET sees of an error.
function failure(code, message) {
  return Object.assign(new Error(`[${code}] ${message}`), { code: `Store${code}` });
}
