using Npgsql;

namespace Notion.Server.Store.Postgres;

/// <summary>Group commit: what pages append while a transaction is under way goes into the next one together, and shares its round trip, its statements and its wait for the disk.</summary>
/// <remarks>
/// <para>A lane is a loop that runs one transaction after the other until nothing waits. Whoever finds no lane starts one and is committed at once; the others wait for it to come round. A further lane is
/// started only when a full group waits already: one transaction of sixty pages costs the database a fraction of sixty transactions, and two at once cost more than one.</para>
/// <para>A page does not wait for another page's trouble. The group's claim takes locks only where it need not wait, and says which pages it could not have (another server was faster, or holds the row, or the
/// page is gone): these go on by themselves, each in a transaction of its own that waits, and the group is run again without them. So it is with all of them where the database refuses some row of the group, and
/// with a commit that is large.</para>
/// <para>Invariants: a task completes only after the transaction has committed; one transaction holds at most one commit of a page, since a page has only one under way; a transaction that waits for a page's lock holds no other page's, so no two wait for each other.</para>
/// <para>A transaction of which nobody knows whether it was committed is not run again here: whoever appends does so, meets the conflict where it was, and finds its updates in the log.</para>
/// </remarks>
internal sealed class PostgresGroupCommit(PostgresDatabase database, TimeProvider time)
{
    private const int MaxLanes = 4;
    private const int MaxGroup = 64;

    /// <summary>Larger ones go by themselves.</summary>
    private const long MaxBytes = 128 << 10;

    private readonly Lock _gate = new();
    private readonly Queue<PostgresAppend> _waiting = new();
    private readonly TimeSpan _window = database.Options.CommitWindow;
    private readonly int _maxGroup = Math.Min(MaxGroup, database.Options.MaxCommitGroup);
    private int _lanes;

    /// <summary>Completes once the commit is on the disk.</summary>
    /// <exception cref="StoreException">As <see cref="IPageLog.AppendAsync"/> says.</exception>
    public Task AppendAsync(PageCommit commit)
    {
        var append = new PostgresAppend(commit);
        if (append.Bytes > MaxBytes) _ = Task.Run(() => RunAloneAsync(append));
        else if (IsLaneMissing(append)) _ = Task.Run(RunLaneAsync);
        return append.Task;
    }

    private bool IsLaneMissing(PostgresAppend append)
    {
        lock (_gate)
        {
            _waiting.Enqueue(append);
            if (_lanes > 0 && (_lanes == MaxLanes || _waiting.Count < _maxGroup)) return false;
            _lanes++;
            return true;
        }
    }

    /// <summary>The next group; null when the lane has come to its end.</summary>
    private List<PostgresAppend>? Take()
    {
        lock (_gate)
        {
            if (_waiting.Count == 0)
            {
                _lanes--;
                return null;
            }
            var group = new List<PostgresAppend>(Math.Min(_waiting.Count, _maxGroup));
            while (group.Count < _maxGroup && _waiting.TryDequeue(out PostgresAppend? append)) group.Add(append);
            return group;
        }
    }

    private bool IsAnyWaiting
    {
        get { lock (_gate) return _waiting.Count > 0; }
    }

    /// <summary>Never fails: what went wrong is told to those whom it concerns.</summary>
    private async Task RunLaneAsync()
    {
        while (Take() is { } group)
        {
            await CommitAsync(group).ConfigureAwait(false);
            // Where several come at about the same time, more do: they are worth a moment.
            if (_window > TimeSpan.Zero && IsAnyWaiting) await Task.Delay(_window).ConfigureAwait(false);
        }
    }

    private async Task CommitAsync(List<PostgresAppend> group)
    {
        while (group.Count > 0)
        {
            try
            {
                PageCommit[] commits = [.. group.Select(append => append.Commit)];
                HashSet<Guid> missed = await RunAsync(() => PostgresAppendBatch.Of(commits, time.GetUtcNow())).ConfigureAwait(false);
                List<PostgresAppend> alone = group.FindAll(append => missed.Count > 0 && missed.Contains(append.Commit.PageId));
                if (missed.Count > 0 && alone.Count == 0) throw new StoreException(StoreErrorCode.Inconsistent, "The database could not have pages that were not asked for.");
                foreach (PostgresAppend append in alone) _ = RunAloneAsync(append);
                group.RemoveAll(alone.Contains);
                if (alone.Count > 0) continue;
                foreach (PostgresAppend append in group) append.Done();
            }
            catch (Exception failure) when (group.Count > 1 && PostgresErrors.MayBeOfOne(failure))
            {
                foreach (PostgresAppend append in group) _ = RunAloneAsync(append);
            }
            catch (Exception failure)
            {
                foreach (PostgresAppend append in group) append.Fail(failure);
            }
            return;
        }
    }

    /// <summary>Never fails.</summary>
    private async Task RunAloneAsync(PostgresAppend append)
    {
        try
        {
            await RunAsync(() => PostgresAppendBatch.Of(append.Commit, time.GetUtcNow())).ConfigureAwait(false);
            append.Done();
        }
        catch (Exception failure)
        {
            append.Fail(failure);
        }
    }

    /// <returns>Pages that were not to be had; then nothing was written.</returns>
    private Task<HashSet<Guid>> RunAsync(Func<NpgsqlBatch> make) => database.RunAsync<HashSet<Guid>>(
        async () =>
        {
            await using NpgsqlConnection connection = await database.Source.OpenConnectionAsync().ConfigureAwait(false);
            await using NpgsqlBatch batch = make();
            batch.Connection = connection;
            try
            {
                await batch.ExecuteNonQueryAsync().ConfigureAwait(false);
                return [];
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrors.PagesMissed)
            {
                return [.. exception.Hint!.Split(',').Select(Guid.Parse)];
            }
            catch (NpgsqlException exception) when (PostgresErrors.IsBroken(exception))
            {
                throw PostgresErrors.Doubtful(exception);
            }
        },
        CancellationToken.None);
}
