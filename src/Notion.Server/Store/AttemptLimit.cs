using System.Security.Cryptography;
using System.Text;

namespace Notion.Server.Store;

/// <summary>What attempts are counted under, and how many there may be.</summary>
/// <param name="Key">SHA-256 of what it is about: the table says of nobody what they tried.</param>
internal readonly record struct AttemptLimit(byte[] Key, int Most)
{
    public static AttemptLimit Of(string what, int most) => new(SHA256.HashData(Encoding.UTF8.GetBytes(what)), most);
}
