namespace Notion.Sync.Protocol;

/// <summary>A file that its process keeps locked for as long as it lives, so that others can tell whether it does: the operating system lets go of it when the process ends, however that happens.</summary>
/// <remarks>No clock, no heartbeat: a process that sleeps for a week still has its lock. An owner's number is never given twice, so a file that is left behind misleads nobody.</remarks>
internal sealed class OwnerLock : IDisposable
{
    private readonly FileStream _file;

    private OwnerLock(FileStream file) => _file = file;

    /// <exception cref="IOException">The file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public static OwnerLock Take(string store, long owner) => new(new FileStream(PathOf(store, owner), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose));

    /// <summary>Whether nobody lives who holds it. Two that ask at the same time may each take the other for the holder: ask inside a transaction that has the store to itself.</summary>
    public static bool IsFree(string store, long owner)
    {
        try
        {
            using var probe = new FileStream(PathOf(store, owner), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1);
            return true;
        }
        catch (FileNotFoundException)
        {
            return true;
        }
        catch (Exception held) when (held is IOException or UnauthorizedAccessException)
        {
            return false;                               // or not to be told: then it is left to its holder
        }
    }

    /// <summary>Takes away what a process that was killed has left.</summary>
    public static void Remove(string store, long owner)
    {
        try
        {
            File.Delete(PathOf(store, owner));
        }
        catch (Exception kept) when (kept is IOException or UnauthorizedAccessException)
        {
            // An empty file more; who opens the store next tries again.
        }
    }

    public void Dispose() => _file.Dispose();

    private static string PathOf(string store, long owner) => $"{store}-owner-{owner}";
}
