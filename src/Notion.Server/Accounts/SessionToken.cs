using System.Buffers.Text;
using System.Security.Cryptography;

namespace Notion.Server.Accounts;

/// <summary>An opaque bearer token: 32 random bytes as base64url. Only its SHA-256 is stored, so who reads the store cannot sign in with it.</summary>
internal static class SessionToken
{
    private const int Bytes = 32;

    /// <summary>43 characters for 32 bytes.</summary>
    private const int Characters = 43;

    public static string Create() => Create(out _);

    /// <param name="hash">What the store keeps of it.</param>
    public static string Create(out byte[] hash)
    {
        byte[] bytes = RandomNumberGenerator.GetBytes(Bytes);
        hash = SHA256.HashData(bytes);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>False for anything that <see cref="Create"/> could not have made; such a token is not worth a look into the store.</summary>
    public static bool TryHash(ReadOnlySpan<char> token, out byte[] hash)
    {
        hash = [];
        if (token.Length != Characters) return false;
        Span<byte> bytes = stackalloc byte[Bytes];
        if (!Base64Url.TryDecodeFromChars(token, bytes, out int written) || written != Bytes) return false;
        hash = SHA256.HashData(bytes);
        return true;
    }
}
