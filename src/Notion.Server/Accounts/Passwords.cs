using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Notion.Server.Store;

namespace Notion.Server.Accounts;

/// <summary>Hashes and checks passwords with ASP.NET Core's hasher (PBKDF2-HMAC-SHA512, salted).</summary>
internal sealed class Passwords(IOptions<PasswordHasherOptions> options)
{
    private static readonly Account Nobody = new(Guid.Empty, string.Empty, string.Empty, string.Empty, default);

    private readonly PasswordHasher<Account> _hasher = new(options);
    private readonly string _dummyHash = new PasswordHasher<Account>(options).HashPassword(Nobody, SessionToken.Create());

    public string Hash(string password) => _hasher.HashPassword(Nobody, password);

    /// <summary>
    /// Checks a password. Without an account, or one without a password, it does the same work against a hash that nothing matches, so that the time of the answer
    /// does not tell whether the account exists.
    /// </summary>
    /// <param name="needsRehash">The password is right, but its hash is of an older, cheaper kind: hash it again.</param>
    public bool Check(Account? account, string password, out bool needsRehash)
    {
        PasswordVerificationResult result = _hasher.VerifyHashedPassword(account ?? Nobody, account is { PasswordHash.Length: > 0 } ? account.PasswordHash : _dummyHash, password);
        needsRehash = account is not null && result == PasswordVerificationResult.SuccessRehashNeeded;
        return account is { PasswordHash.Length: > 0 } && result != PasswordVerificationResult.Failed;
    }
}
