namespace Notion.Sync.Protocol;

/// <summary>What became of a message that was read.</summary>
public enum FrameReadStatus
{
    /// <summary>It is no frame: close the connection with the code and message given.</summary>
    Invalid,

    /// <summary>It is a frame of this version.</summary>
    Frame,

    /// <summary>It is a frame of a type that this version does not know: skip it.</summary>
    Unknown,
}
