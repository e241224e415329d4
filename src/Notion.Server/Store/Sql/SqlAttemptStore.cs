namespace Notion.Server.Store.Sql;

/// <remarks>
/// Each key is counted by one statement, which holds its row while it decides, so that of two at once the second sees the first. A key that is full stays at one more than it may have, and keeps its end; what
/// was counted before it is then taken back.
/// </remarks>
internal sealed class SqlAttemptStore(ISqlDatabase database) : IAttemptStore
{
    private const string Count =
        """
        INSERT INTO sign_in_attempts (key, count, ends_at) VALUES (@key, 1, @end)
        ON CONFLICT (key) DO UPDATE SET
            count = CASE WHEN sign_in_attempts.ends_at <= @now THEN 1 WHEN sign_in_attempts.count > @most THEN sign_in_attempts.count ELSE sign_in_attempts.count + 1 END,
            ends_at = CASE WHEN sign_in_attempts.ends_at > @now AND sign_in_attempts.count >= @most THEN sign_in_attempts.ends_at ELSE excluded.ends_at END
        RETURNING count, ends_at
        """;

    private const string TakeBack = "UPDATE sign_in_attempts SET count = CASE WHEN count > @most THEN @most ELSE count END - 1 WHERE key = @key AND count > 0";

    public Task<(int Attempts, TimeSpan? Wait)> BeginAsync(IReadOnlyList<AttemptLimit> limits, DateTimeOffset now, TimeSpan window, CancellationToken cancellation = default) =>
        database.WriteOneByOneAsync<(int, TimeSpan?)>(
            async session =>
            {
                int attempts = 0;
                for (int i = 0; i < limits.Count; i++)
                {
                    (long count, DateTimeOffset end) = (await session.QueryAsync(
                        Count,
                        row => (row.Number(0), row.Time(1)),
                        ("@key", limits[i].Key),
                        ("@end", now + window),
                        ("@now", now),
                        ("@most", limits[i].Most)).ConfigureAwait(false))[0];
                    if (i == 0) attempts = (int)count;
                    if (count <= limits[i].Most) continue;
                    for (int before = 0; before < i; before++) await session.ExecuteAsync(TakeBack, ("@most", limits[before].Most), ("@key", limits[before].Key)).ConfigureAwait(false);
                    return (attempts, end - now);
                }
                return (attempts, null);
            },
            cancellation);

    public Task TakeBackAsync(IReadOnlyList<AttemptLimit> limits, CancellationToken cancellation = default) => database.WriteOneByOneAsync(
        async session =>
        {
            await session.ExecuteAsync("DELETE FROM sign_in_attempts WHERE key = @key", ("@key", limits[0].Key)).ConfigureAwait(false);
            foreach (AttemptLimit limit in limits.Skip(1)) await session.ExecuteAsync(TakeBack, ("@most", limit.Most), ("@key", limit.Key)).ConfigureAwait(false);
            return true;
        },
        cancellation);

    public Task<int> RemoveExpiredAsync(DateTimeOffset now, CancellationToken cancellation = default) =>
        database.WriteOneByOneAsync(session => session.ExecuteAsync("DELETE FROM sign_in_attempts WHERE ends_at <= @now", ("@now", now)), cancellation);
}
