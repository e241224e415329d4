namespace Notion.Server.Store.Sqlite;

internal sealed partial class SqliteWriter
{
    private sealed class Request(Action<SqliteSession> work, bool continuesAtOnce, CancellationToken cancellation)
    {
        public Action<SqliteSession> Work { get; } = work;

        public CancellationToken Cancellation { get; } = cancellation;

        /// <summary>Whether who waits goes on within <see cref="Complete"/>; otherwise on a thread of its own.</summary>
        public bool ContinuesAtOnce => continuesAtOnce;

        /// <summary>Set while the group runs: this request's own failure, its neighbours' work stands.</summary>
        public Exception? Failure { get; set; }

        public TaskCompletionSource Completion { get; } = new(continuesAtOnce ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously);

        public void Complete()
        {
            if (Failure is null) Completion.SetResult();
            else Completion.SetException(Failure);
        }
    }
}
