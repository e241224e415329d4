namespace Notion.Server.Store.Sql;

internal sealed class SqlIdempotencyStore(ISqlDatabase database) : IIdempotencyStore
{
    private const string OfKey = "WHERE user_id = @user AND key = @key";

    public Task<KeyState> ClaimAsync(
        Guid userId, string key, byte[] fingerprint, Guid newId, DateTimeOffset now, TimeSpan lease, TimeSpan lifetime, CancellationToken cancellation = default) => database.WriteAsync(
        async session =>
        {
            await session.ExecuteAsync($"DELETE FROM idempotency_keys {OfKey} AND expires_at <= @now", ("@user", userId), ("@key", key), ("@now", now)).ConfigureAwait(false);
            int added = await session.ExecuteAsync(
                """
                INSERT INTO idempotency_keys (user_id, key, fingerprint, resource_id, claimed_at, expires_at)
                VALUES (@user, @key, @fingerprint, @resource, @now, @expires) ON CONFLICT (user_id, key) DO NOTHING
                """,
                ("@user", userId),
                ("@key", key),
                ("@fingerprint", fingerprint),
                ("@resource", newId),
                ("@now", now),
                ("@expires", now + lifetime)).ConfigureAwait(false);
            if (added == 1) return new KeyState(KeyStateKind.Claimed, newId, null);

            Row row = (await session.QueryFirstAsync(
                $"SELECT fingerprint, resource_id, status, location, etag, body FROM idempotency_keys {OfKey}",
                Map,
                ("@user", userId),
                ("@key", key)).ConfigureAwait(false))!;
            if (!row.Fingerprint.AsSpan().SequenceEqual(fingerprint)) return new KeyState(KeyStateKind.Different, row.ResourceId, null);
            if (row.Answer is not null) return new KeyState(KeyStateKind.Answered, row.ResourceId, row.Answer);
            int taken = await session.ExecuteAsync(
                $"UPDATE idempotency_keys SET claimed_at = @now {OfKey} AND claimed_at <= @lapsed",
                ("@now", now),
                ("@user", userId),
                ("@key", key),
                ("@lapsed", now - lease)).ConfigureAwait(false);
            return new KeyState(taken == 1 ? KeyStateKind.Claimed : KeyStateKind.Running, row.ResourceId, null);
        },
        cancellation);

    public Task AnswerAsync(Guid userId, string key, StoredAnswer answer) => database.WriteAsync(
        session => session.ExecuteAsync(
            $"UPDATE idempotency_keys SET status = @status, location = @location, etag = @tag, body = @body {OfKey}",
            ("@status", answer.Status),
            ("@location", answer.Location),
            ("@tag", answer.EntityTag),
            ("@body", answer.Body),
            ("@user", userId),
            ("@key", key)));

    public Task ForgetAsync(Guid userId, string key) =>
        database.WriteAsync(session => session.ExecuteAsync($"DELETE FROM idempotency_keys {OfKey}", ("@user", userId), ("@key", key)));

    public Task LapseAsync(Guid userId, string key) => database.WriteAsync(
        session => session.ExecuteAsync(
            $"UPDATE idempotency_keys SET claimed_at = @past {OfKey} AND status IS NULL", ("@past", DateTimeOffset.UnixEpoch), ("@user", userId), ("@key", key)));

    public Task<int> RemoveExpiredAsync(DateTimeOffset now, CancellationToken cancellation = default) =>
        database.WriteAsync(session => session.ExecuteAsync("DELETE FROM idempotency_keys WHERE expires_at <= @now", ("@now", now)), cancellation);

    private static Row Map(SqlRow row) => new(
        row.Bytes(0),
        row.Id(1),
        row.IsNull(2) ? null : new StoredAnswer((int)row.Number(2), row.OptionalText(3), row.OptionalText(4), row.OptionalBytes(5) ?? []));

    private sealed record Row(byte[] Fingerprint, Guid ResourceId, StoredAnswer? Answer);
}
