namespace Notion.Sync.Protocol;

/// <summary>Why an <see cref="IChangeStore"/> does not do what it should, and what to do about each.</summary>
public enum ChangeStoreErrorCode
{
    /// <summary>There is no room on the device. Tell the user to make some; the write is tried again by itself.</summary>
    Full = 1,

    /// <summary>Another process holds the store for longer than a write takes. Nothing to do: the write is tried again by itself.</summary>
    Busy = 2,

    /// <summary>What is behind the store cannot be opened, read or written: a missing folder, missing rights, a medium that is gone. Put that right; the write is tried again by itself.</summary>
    Unavailable = 3,

    /// <summary>The file is somebody else's, or its head is damaged. It was left alone. Take another file.</summary>
    Foreign = 4,

    /// <summary>A later version of this library wrote the store. It was left alone. Update the application.</summary>
    TooNew = 5,

    /// <summary>Part of what was stored is not there any more, or not as it was. Set the store aside, open a new one, and let the server give what it has.</summary>
    Damaged = 6,

    /// <summary>Another process took this one for gone and has taken over its pages. Open the store again, and the pages from it.</summary>
    TakenOver = 7,
}
