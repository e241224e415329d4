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
    public static string Play(Cell cell, bool oneIsLater, bool oneIsGreater)
    {
        var writer = new Document(new ReplicaId(5_000), At(0));
        Dictionary<string, BlockId> blocks = Drawing.Make(cell.Before, writer);
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddMilliseconds(Start + 50));
        Document one = Document.Load(writer.Save(), new ReplicaId(oneIsGreater ? 9_000 : 7_000), new DocumentOptions { TimeProvider = time });
        var first = new Script(one, blocks);
        foreach (string step in cell.Earlier) first.Do(step);
        byte[] shared = one.ExportSince(VersionVector.Empty);
        var other = new Document(new ReplicaId(oneIsGreater ? 7_000 : 9_000), At(oneIsLater ? 100 : 200));
        other.Apply(shared);

        time.Advance(TimeSpan.FromMilliseconds(oneIsLater ? 150 : 50));
        byte[] left = first.Do(cell.One), right = new Script(other, new(blocks)).Do(cell.Other);
        one.Apply(right);
        other.Apply(left);
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

    /// <summary>Replicas that were not there: all at once, in either order, the wrong way round, and from what was saved.</summary>
    private static IEnumerable<Document> Late(Document one, byte[] shared, byte[] left, byte[] right)
    {
        byte[][][] orders = [[one.ExportSince(VersionVector.Empty)], [shared, left, right], [shared, right, left], [left, right, shared], [right, shared, left]];
        foreach (byte[][] order in orders)
        {
            var late = new Document(new ReplicaId(11_000), At(0));
            foreach (byte[] update in order) late.Apply(update);
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

    private static DocumentOptions At(int milliseconds) => new() { TimeProvider = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddMilliseconds(Start + milliseconds)) };
}
