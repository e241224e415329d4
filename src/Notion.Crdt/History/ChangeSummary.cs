namespace Notion.Crdt;

/// <summary>What changes did, counted by verb.</summary>
public readonly record struct ChangeSummary
{
    /// <summary>Characters typed, as Unicode scalars.</summary>
    public int Inserted { get; init; }

    /// <summary>Characters erased.</summary>
    public int Erased { get; init; }

    /// <summary>Characters of which an erasure was taken back.</summary>
    public int Restored { get; init; }

    /// <summary>Blocks created, splits not counted.</summary>
    public int Created { get; init; }

    /// <summary>Blocks split in two.</summary>
    public int Split { get; init; }

    /// <summary>Blocks joined into others.</summary>
    public int Joined { get; init; }

    /// <summary>Blocks moved or restored.</summary>
    public int Moved { get; init; }

    /// <summary>Blocks deleted by themselves.</summary>
    public int Deleted { get; init; }

    /// <summary>Properties and types set, members of sets added and removed, counters changed.</summary>
    public int Set { get; init; }

    /// <summary>Operations of other kinds.</summary>
    public int Other { get; init; }

    /// <summary>Both together.</summary>
    public static ChangeSummary operator +(ChangeSummary left, ChangeSummary right) => left.Add(right);

    /// <summary>Both together.</summary>
    public ChangeSummary Add(ChangeSummary other) => new()
    {
        Inserted = Inserted + other.Inserted,
        Erased = Erased + other.Erased,
        Restored = Restored + other.Restored,
        Created = Created + other.Created,
        Split = Split + other.Split,
        Joined = Joined + other.Joined,
        Moved = Moved + other.Moved,
        Deleted = Deleted + other.Deleted,
        Set = Set + other.Set,
        Other = Other + other.Other,
    };

    internal static ChangeSummary Of(in DecodedOp op) => op.Kind switch
    {
        OpKind.Insert => new() { Inserted = op.Counters },
        OpKind.Erase => new() { Erased = op.Length },
        OpKind.Restore => new() { Restored = op.Length },
        OpKind.Create => new() { Created = 1 },
        OpKind.Split => new() { Split = 1 },
        OpKind.Join or OpKind.Continue => new() { Joined = 1 },
        OpKind.Move => new() { Moved = 1 },
        OpKind.Delete => new() { Deleted = 1 },
        OpKind.SetProperty or OpKind.SetType or OpKind.AddToSet or OpKind.RemoveFromSet or OpKind.Increment => new() { Set = 1 },
        OpKind.BeginText => default,
        _ => new() { Other = 1 },
    };
}
