namespace Notion.Server.Store.Sqlite;

internal sealed partial class SqliteWriter
{
    private sealed class Request(Action<SqliteSession> work, CancellationToken cancellation)
    {
        public Action<SqliteSession> Work { get; } = work;

        public CancellationToken Cancellation { get; } = cancellation;

        /// <summary>Set while the group runs: this request's own failure, its neighbours' work stands.</summary>
        public Exception? Failure { get; set; }

        public TaskCompletionSource Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Complete()
        {
            if (Failure is null) Completion.SetResult();
            else Fail(Failure);
        }

        public void Fail(Exception failure) => Completion.SetException(failure);
    }
}
