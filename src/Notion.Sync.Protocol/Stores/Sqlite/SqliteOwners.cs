using Microsoft.Data.Sqlite;

namespace Notion.Sync.Protocol;

/// <summary>Several processes on one file: whose rows are whose.</summary>
/// <remarks>
/// <para>Every open store is an <i>owner</i> with a number. A row belongs to the owner who wrote it, and only that one changes it, so two processes with the same page open never work on one list of pending
/// changes: each sends, settles, drops and compacts its own.</para>
/// <para>Who loads a page takes over the rows of owners that are gone (their <see cref="OwnerLock"/> is free), pending ones included. Of owners that live it copies the updates, if it has nothing of the page
/// itself: what they have not sent it can show and build on, and they send it.</para>
/// <para>Where locks do not work (some network drives), an owner that lives may be taken for gone. Its mark in <c>owners</c> fences it off: its next call fails with
/// <see cref="ChangeStoreErrorCode.TakenOver"/>, and changes nothing.</para>
/// <para>All of this runs inside a transaction that has the file to itself.</para>
/// </remarks>
internal sealed class SqliteOwners : IDisposable
{
    private static readonly string[] Tables = ["updates", "pending", "creations"];

    private readonly string _store;
    private readonly OwnerLock _lock;

    private SqliteOwners(string store, long self, OwnerLock held)
    {
        _store = store;
        _lock = held;
        Self = self;
    }

    /// <summary>This process's number.</summary>
    public long Self { get; }

    /// <summary>Becomes an owner, and clears away those that are gone and left nothing.</summary>
    public static SqliteOwners Enter(SqliteCommand command, string store)
    {
        foreach (long owner in Numbers(command, "SELECT id FROM owners WHERE NOT EXISTS (SELECT * FROM updates WHERE owner = owners.id) AND NOT EXISTS (SELECT * FROM pending WHERE owner = owners.id) AND NOT EXISTS (SELECT * FROM creations WHERE owner = owners.id)"))
        {
            if (!OwnerLock.IsFree(store, owner)) continue;
            command.CommandText = $"DELETE FROM owners WHERE id = {owner}";
            command.ExecuteNonQuery();
            OwnerLock.Remove(store, owner);
        }
        command.CommandText = "INSERT INTO owners DEFAULT VALUES RETURNING id";
        long self = (long)command.ExecuteScalar()!;
        return new SqliteOwners(store, self, OwnerLock.Take(store, self));
    }

    /// <exception cref="ChangeStoreException">Somebody took this process for gone.</exception>
    public void RequireSelf(SqliteCommand command)
    {
        command.CommandText = $"SELECT count(*) FROM owners WHERE id = {Self} AND is_taken = 0";
        if ((long)command.ExecuteScalar()! == 0)
            throw new ChangeStoreException(ChangeStoreErrorCode.TakenOver, "Another process took this one for gone, and has taken over its pages. Open the store again, and the pages from it.");
    }

    /// <summary>Others that have rows of a page.</summary>
    public List<long> FindOthers(SqliteCommand command) => Numbers(command, string.Join(" UNION ", Tables.Select(table => $"SELECT owner FROM {table} WHERE page = $page AND owner <> {Self}")));

    /// <summary>Takes over what owners that are gone have of a page; copies what others have, if there is nothing of it here.</summary>
    public void Gather(SqliteCommand command)
    {
        var living = new List<long>();
        foreach (long owner in FindOthers(command))
        {
            if (IsGone(owner)) TakeOver(command, owner);
            else living.Add(owner);
        }
        command.CommandText = $"SELECT EXISTS (SELECT * FROM updates WHERE page = $page AND owner = {Self})";
        if (living.Count == 0 || (long)command.ExecuteScalar()! != 0) return;
        foreach (long owner in living) Copy(command, owner);
    }

    /// <summary>Pages that have pending changes or are to be created, leaving out those that others who live will send.</summary>
    public List<Guid> FindUnsent(SqliteCommand command)
    {
        long[] senders = [Self, .. Numbers(command, $"SELECT owner FROM pending WHERE owner <> {Self} UNION SELECT owner FROM creations WHERE owner <> {Self}").Where(IsGone)];
        string list = string.Join(", ", senders);
        command.CommandText = $"SELECT page FROM pending WHERE owner IN ({list}) UNION SELECT page FROM creations WHERE owner IN ({list})";
        var pages = new List<Guid>();
        using SqliteDataReader rows = command.ExecuteReader();
        while (rows.Read()) pages.Add(new Guid(rows.GetFieldValue<byte[]>(0), bigEndian: true));
        return pages;
    }

    /// <summary>Lets go of the lock: what is here is for whoever loads it next.</summary>
    public void Dispose() => _lock.Dispose();

    private bool IsGone(long owner) => OwnerLock.IsFree(_store, owner);

    private void TakeOver(SqliteCommand command, long owner)
    {
        command.CommandText = $"""
            UPDATE owners SET is_taken = 1 WHERE id = {owner};
            UPDATE updates SET owner = {Self} WHERE page = $page AND owner = {owner};
            UPDATE pending SET owner = {Self} WHERE page = $page AND owner = {owner};
            UPDATE OR REPLACE creations SET owner = {Self} WHERE page = $page AND owner = {owner};
            """;
        command.ExecuteNonQuery();
    }

    private void Copy(SqliteCommand command, long owner)
    {
        command.CommandText = $"""
            INSERT INTO updates (page, owner, body) SELECT page, {Self}, body FROM updates WHERE page = $page AND owner = {owner} ORDER BY id;
            INSERT OR IGNORE INTO creations (page, owner, create_in) SELECT page, {Self}, create_in FROM creations WHERE page = $page AND owner = {owner};
            """;
        command.ExecuteNonQuery();
    }

    private static List<long> Numbers(SqliteCommand command, string sql)
    {
        command.CommandText = sql;
        var numbers = new List<long>();
        using SqliteDataReader rows = command.ExecuteReader();
        while (rows.Read()) numbers.Add(rows.GetInt64(0));
        return numbers;
    }
}
