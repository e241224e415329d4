namespace Notion.Server.Store.Postgres;

/// <summary>A commit of a page on its way, and who waits for it.</summary>
internal sealed class PostgresAppend(PageCommit commit)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PageCommit Commit => commit;

    /// <summary>What it weighs in a group: its updates and its snapshot.</summary>
    public long Bytes { get; } = commit.Updates.Sum(update => (long)update.Bytes.Length) + (commit.Snapshot?.Bytes.Length ?? 0);

    /// <summary>Completes once the commit is on the disk.</summary>
    public Task Task => _done.Task;

    public void Done() => _done.SetResult();

    public void Fail(Exception failure) => _done.SetException(failure);
}
