namespace Notion.Server.Store.Sql;

internal sealed class SqlExternalLoginStore(ISqlDatabase database) : IExternalLoginStore
{
    public Task BeginAsync(ExternalSignInAttempt attempt, DateTimeOffset now, CancellationToken cancellation = default) => database.WriteAsync(
        async session =>
        {
            await session.ExecuteAsync("DELETE FROM external_sign_ins WHERE expires_at <= @now", ("@now", now)).ConfigureAwait(false);
            return await session.ExecuteAsync(
                """
                INSERT INTO external_sign_ins (state_hash, browser_hash, provider, nonce, code_verifier, user_id, expires_at)
                VALUES (@state, @browser, @provider, @nonce, @verifier, @user, @expires)
                """,
                ("@state", attempt.StateHash),
                ("@browser", attempt.BrowserHash),
                ("@provider", attempt.Provider),
                ("@nonce", attempt.Nonce),
                ("@verifier", attempt.CodeVerifier),
                ("@user", attempt.UserId),
                ("@expires", attempt.ExpiresAt)).ConfigureAwait(false);
        },
        cancellation);

    public Task<ExternalSignInAttempt?> TakeAsync(byte[] stateHash, CancellationToken cancellation = default) => database.WriteAsync(
        session => session.QueryFirstAsync(
            "DELETE FROM external_sign_ins WHERE state_hash = @state RETURNING browser_hash, provider, nonce, code_verifier, user_id, expires_at",
            row => new ExternalSignInAttempt(stateHash, row.Bytes(0), row.Text(1), row.Text(2), row.Text(3), row.OptionalId(4), row.Time(5)),
            ("@state", stateHash)),
        cancellation);

    public Task<Account?> FindAsync(ExternalLogin login, CancellationToken cancellation = default) => database.ReadAsync(
        session => session.QueryFirstAsync(
            $"SELECT {SqlAccountStore.Columns} FROM external_logins l JOIN users u ON u.id = l.user_id WHERE l.issuer = @issuer AND l.subject = @subject",
            SqlAccountStore.Map,
            ("@issuer", login.Issuer),
            ("@subject", login.Subject)),
        cancellation);

    public Task<bool> TryAddAsync(Account account, ExternalLogin login, CancellationToken cancellation = default) => database.WriteAsync(
        async session =>
        {
            if (await session.QueryNumberAsync("SELECT count(*) FROM external_logins WHERE issuer = @issuer AND subject = @subject", ("@issuer", login.Issuer), ("@subject", login.Subject)).ConfigureAwait(false) > 0)
                return false;
            return await SqlAccountStore.TryInsertAsync(session, account).ConfigureAwait(false) && await LinkAsync(session, account.Id, login, account.CreatedAt).ConfigureAwait(false) == 1;
        },
        cancellation);

    public Task<bool> TryLinkAsync(Guid userId, ExternalLogin login, string? verifiedEmail, DateTimeOffset at, CancellationToken cancellation = default) => database.WriteAsync(
        async session =>
        {
            await LinkAsync(session, userId, login, at).ConfigureAwait(false);
            if (await session.QueryNumberAsync(
                "SELECT count(*) FROM external_logins WHERE issuer = @issuer AND subject = @subject AND user_id = @user",
                ("@issuer", login.Issuer),
                ("@subject", login.Subject),
                ("@user", userId)).ConfigureAwait(false) == 0)
                return false;
            if (verifiedEmail is not null)
                await session.ExecuteAsync(
                    "UPDATE users SET email_verified_at = @at WHERE id = @id AND email = @email AND email_verified_at IS NULL", ("@at", at), ("@id", userId), ("@email", verifiedEmail)).ConfigureAwait(false);
            return true;
        },
        cancellation);

    private static ValueTask<int> LinkAsync(ISqlSession session, Guid userId, ExternalLogin login, DateTimeOffset at) => session.ExecuteAsync(
        "INSERT INTO external_logins (issuer, subject, user_id, created_at) VALUES (@issuer, @subject, @user, @at) ON CONFLICT (issuer, subject) DO NOTHING",
        ("@issuer", login.Issuer),
        ("@subject", login.Subject),
        ("@user", userId),
        ("@at", at));
}
