using System.Buffers.Binary;
using System.Security.Cryptography;
using Notion.Crdt;

namespace Notion.Sync.Protocol;

/// <summary>A page with a hash of its version: two sides whose hashes are equal have the same of it.</summary>
/// <param name="Page">The page.</param>
/// <param name="Hash">The first 8 bytes of SHA-256 over the page's id and its encoded version, big-endian.</param>
public readonly record struct PageDigest(Guid Page, ulong Hash)
{
    /// <summary>The deepest level: buckets are numbered by the last 16 bits of page ids.</summary>
    public const int MaxDepth = 16;

    /// <summary>The digest of a page at a version.</summary>
    /// <param name="page">The page.</param>
    /// <param name="version">At the server: what is committed. At a client: what it has.</param>
    public static PageDigest Of(Guid page, VersionVector version)
    {
        ArgumentNullException.ThrowIfNull(version);
        Span<byte> id = stackalloc byte[16], hash = stackalloc byte[SHA256.HashSizeInBytes];
        page.TryWriteBytes(id, bigEndian: true, out _);
        byte[] encoded = version.Encode();
        byte[] input = new byte[id.Length + encoded.Length];
        id.CopyTo(input);
        encoded.CopyTo(input, id.Length);
        SHA256.HashData(input, hash);
        return new PageDigest(page, BinaryPrimitives.ReadUInt64BigEndian(hash));
    }

    /// <summary>The bucket that a page is in.</summary>
    /// <param name="page">The page.</param>
    /// <param name="depth">How many bits number the buckets: 0 to <see cref="MaxDepth"/>.</param>
    public static int Bucket(Guid page, int depth)
    {
        Span<byte> id = stackalloc byte[16];
        page.TryWriteBytes(id, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt16BigEndian(id[14..]) >> (MaxDepth - depth);
    }
}
