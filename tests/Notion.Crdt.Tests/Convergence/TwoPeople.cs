using Microsoft.Extensions.Time.Testing;
using Notion.Crdt.Tests.Oracle;

namespace Notion.Crdt.Tests.Convergence;

/// <summary>Plays a cell: two people who do not see each other, then every way in which their changes can reach a replica.</summary>
internal static class TwoPeople
{
    private const long Start = 1_700_000_000_000;

    /// <summary>What everybody sees at the end.</summary>
    /// <param name="cell">What they do.</param>
    /// <param name="oneIsLater">Whose timestamps are greater.</param>
    /// <param name="oneIsGreater">Whose replica id is greater.</param>
    /// <param name="oneHasSeen">Whether the one has what the other did before doing anything; else neither has what the other does.</param>
    public static string Play(Cell cell, bool oneIsLater, bool oneIsGreater, bool oneHasSeen = false)
    {
        var writer = new Document(new ReplicaId(5_000), At(0));
        Dictionary<string, BlockId> blocks = Drawing.Make(cell.Before, writer);
        FakeTimeProvider time = Clock(50), otherTime = Clock(50);
        Document one = Document.Load(writer.Save(), new ReplicaId(oneIsGreater ? 9_000 : 7_000), new DocumentOptions { TimeProvider = time });
        var other = new Document(new ReplicaId(oneIsGreater ? 7_000 : 9_000), new DocumentOptions { TimeProvider = otherTime });
        other.Apply(one.ExportSince(VersionVector.Empty));
        using Script first = new(one, blocks), second = new(other, blocks);
        foreach (string step in cell.Earlier) Prepare(cell, step, (one, first), (other, second));
        byte[] shared = one.ExportSince(VersionVector.Empty);

        time.Advance(TimeSpan.FromMilliseconds(oneIsLater ? 150 : 50));
        otherTime.Advance(TimeSpan.FromMilliseconds(oneIsLater ? 50 : 150));
        byte[] right = second.Do(cell.Other);
        if (oneHasSeen) Deliver(right, one);
        byte[] left = first.Do(cell.One);
        Deliver(right, one);
        if (cell.OtherIsBlind) other.Apply(shared);
        Deliver(left, other);
        string seen = Drawing.Of(one);
        Assert.Equal(seen, Drawing.Of(other));
        byte[] saved = one.Save();
        foreach (Document late in Late(one, shared, left, right).Append(other))
        {
            Assert.Equal(seen, Drawing.Of(late));
            Assert.True(saved.AsSpan().SequenceEqual(late.Save()), "Documents with the same changes save the same bytes.");
        }
        CheckOracle(one);
        return seen;
    }

    /// <summary>A step before: the one's, or the other's where it says so; both have it, but for an other who is blind.</summary>
    private static void Prepare(Cell cell, string step, (Document Document, Script Script) one, (Document Document, Script Script) other)
    {
        bool isOthers = step.StartsWith(Cell.ByTheOther, StringComparison.Ordinal);
        byte[] update = isOthers ? other.Script.Do(step[Cell.ByTheOther.Length..]) : one.Script.Do(step);
        Assert.NotEmpty(update);
        if (isOthers) one.Document.Apply(update);
        else if (!cell.OtherIsBlind) other.Document.Apply(update);
    }

    private static void Deliver(byte[] update, Document to)
    {
        if (update.Length > 0) to.Apply(update);
    }

    private static FakeTimeProvider Clock(int milliseconds) => new(DateTimeOffset.UnixEpoch.AddMilliseconds(Start + milliseconds));

    /// <summary>Replicas that were not there: all at once, in either order, the wrong way round, and from what was saved.</summary>
    private static IEnumerable<Document> Late(Document one, byte[] shared, byte[] left, byte[] right)
    {
        byte[][][] orders = [[one.ExportSince(VersionVector.Empty)], [shared, left, right], [shared, right, left], [left, right, shared], [right, shared, left]];
        foreach (byte[][] order in orders)
        {
            var late = new Document(new ReplicaId(11_000), At(0));
            foreach (byte[] update in order) Deliver(update, late);
            yield return late;
        }
        yield return Document.Load(one.Save(), new ReplicaId(11_000), At(0));
    }

    private static void CheckOracle(Document document)
    {
        var oracle = new OracleDocument();
        oracle.Apply(document.ExportSince(VersionVector.Empty));
        var view = new OracleView(oracle);
        Assert.Equal(Rendering.Of(oracle, view), Rendering.Of(document));
        view.CheckLaw();
    }

    private static DocumentOptions At(int milliseconds) => new() { TimeProvider = Clock(milliseconds) };
}
