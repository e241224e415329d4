using System.IO.Compression;

namespace Notion.Traces;

/// <summary>A trace on disk: gzipped or not (told by its first bytes, not by its name), at a relative or an absolute path.</summary>
public static class TraceFile
{
    /// <summary>The file's name without folder, <c>.gz</c> and format extension: <c>automerge-paper</c> for <c>traces/automerge-paper.json.gz</c>.</summary>
    public static string NameOf(string path)
    {
        string name = Path.GetFileName(path);
        if (name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)) name = name[..^3];
        return Path.GetFileNameWithoutExtension(name);
    }

    /// <summary>The whole file, unpacked.</summary>
    public static ReadOnlyMemory<byte> Read(string path)
    {
        try
        {
            byte[] bytes = File.ReadAllBytes(path);
            if (bytes is [0x1f, 0x8b, ..]) bytes = Unpack(bytes);
            return bytes is [0xef, 0xbb, 0xbf, ..] ? bytes.AsMemory(3) : bytes;
        }
        catch (Exception cause) when (cause is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TraceException($"There is no trace file at '{path}'.", cause);
        }
        catch (InvalidDataException cause)
        {
            throw new TraceException($"'{path}' begins like a gzip file but cannot be unpacked: it is damaged or cut short.", cause);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new TraceException($"The trace file '{path}' cannot be read: {cause.Message}", cause);
        }
    }

    private static byte[] Unpack(byte[] packed)
    {
        using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var unpacked = new MemoryStream();
        gzip.CopyTo(unpacked);
        return unpacked.ToArray();
    }
}
