using System.Text;

namespace Notion.Crdt.Tests.Snapshots;

/// <summary>Erased text is packed by what the shown text lets expect of it: what comes back is what was there, for a reader written from the specification too.</summary>
public class ErasedTextIsLearnedFromTheShown
{
    private const int ErasedText = 46, Text = 8;

    [Fact]
    public void AnotherReaderReadsTheSame()
    {
        for (int seed = 1; seed <= 20; seed++)
        {
            var random = new Random(seed);
            byte[] teacher = Words(random, random.Next(1_500)), plain = random.Next(3) == 0 ? Noise(random, random.Next(1, 2_000)) : Rewritten(random, teacher);
            byte[] packed = LearnedText.Pack(plain, teacher), unpacked = new byte[plain.Length];
            LearnedText.Unpack(packed, unpacked, teacher);
            Assert.True(plain.AsSpan().SequenceEqual(unpacked), $"seed {seed}");
            Assert.True(plain.AsSpan().SequenceEqual(new LearnedTextReader(packed).Read(teacher, plain.Length)), $"seed {seed}: the specification says otherwise");
        }
    }

    [Fact]
    public void OnlyTheEndOfALongTeacherIsLearnedFrom()
    {
        byte[] end = Words(new Random(1), LearnedText.MaxBytes), plain = Words(new Random(2), 500);
        Assert.Equal(LearnedText.Pack(plain, end), LearnedText.Pack(plain, [.. Words(new Random(3), 100), .. end]));
    }

    [Fact]
    public void ACodeWithMoreOrLessThanTheTextIsRefused()
    {
        byte[] teacher = Words(new Random(1), 500), plain = Words(new Random(2), 500), packed = LearnedText.Pack(plain, teacher);
        foreach (byte[] damaged in new[] { packed[..^20], [.. packed, 1, 2, 3, 4, 5], [] })
            Assert.Equal(CrdtErrorCode.MalformedUpdate, Assert.Throws<CrdtException>(() => LearnedText.Unpack(damaged, new byte[plain.Length], teacher)).Code);
    }

    [Fact]
    public void APageThatWasRewrittenOpensEditsAndShowsItsPast()
    {
        (Document page, BlockId line, string old, VersionVector written) = RewrittenPage();
        VersionVector before = page.Version;
        byte[] saved = page.Save();
        SnapshotParts parts = SnapshotParts.Read(saved);
        Assert.Equal(old, System.Text.Encoding.UTF8.GetString(parts.State[ErasedText]));
        Assert.True(Contains(saved, LearnedText.Pack(parts.State[ErasedText], parts.State[Text])), "the erased text is packed otherwise");

        Document loaded = Document.Load(saved, new ReplicaId(2));
        using (Transaction edit = loaded.Begin())
        {
            edit.InsertText(line, 0, "x");
            edit.Commit();
        }
        Assert.Equal(old, loaded.At(written).GetBlock(line).Text);
        page.Apply(loaded.ExportSince(before));
        Assert.Equal(page.Save(), loaded.Save());
        Assert.Equal(saved, Document.Load(saved, new ReplicaId(3), new DocumentOptions { VerifySnapshots = true }).Save());
    }

    [Theory]
    [InlineData(SnapshotForgery.OtherColumn)]
    [InlineData(SnapshotForgery.TooLong)]
    [InlineData(SnapshotForgery.Damaged)]
    public void WhatIsForgedIsRefused(SnapshotForgery forgery)
    {
        (Document page, _, _, _) = RewrittenPage();
        SnapshotParts parts = SnapshotParts.Read(page.Save());
        byte[] erased = parts.State[ErasedText], packed = LearnedText.Pack(erased, parts.State[Text]);
        byte[] forged = forgery switch
        {
            SnapshotForgery.OtherColumn => parts.Write(Text, LearnedText.Pack(parts.State[Text], []), parts.State[Text].Length),
            SnapshotForgery.TooLong => parts.Write(ErasedText, packed, LearnedText.MaxBytes + 1),
            _ => parts.Write(ErasedText, packed[..^20], erased.Length),
        };
        var verified = new DocumentOptions { VerifySnapshots = true };
        Assert.Equal(CrdtErrorCode.MalformedUpdate, Assert.Throws<CrdtException>(() => Document.Load(forged, new ReplicaId(2), verified)).Code);
        Assert.Equal(page.Save(), Document.Load(parts.Write(ErasedText, packed, erased.Length), new ReplicaId(2), verified).Save());
    }

    public enum SnapshotForgery
    {
        OtherColumn,
        TooLong,
        Damaged,
    }

    /// <summary>A line that said one thing, and now says the half of it.</summary>
    private static (Document Page, BlockId Line, string Old, VersionVector Written) RewrittenPage()
    {
        var page = new Document(new ReplicaId(1));
        string old = System.Text.Encoding.UTF8.GetString(Words(new Random(7), 9_000));
        BlockId line;
        using (Transaction edit = page.Begin())
        {
            line = edit.CreateBlock("text", BlockId.Root);
            edit.InsertText(line, 0, old);
            edit.Commit();
        }
        VersionVector written = page.Version;
        using (Transaction edit = page.Begin())
        {
            edit.DeleteText(line, 0, old.Length);
            edit.InsertText(line, 0, old[..(old.Length / 2)]);
            edit.Commit();
        }
        return (page, line, old, written);
    }

    private static bool Contains(byte[] all, byte[] part) => all.AsSpan().IndexOf(part) >= 0;

    private static byte[] Noise(Random random, int length)
    {
        byte[] noise = new byte[length];
        random.NextBytes(noise);
        return noise;
    }

    private static byte[] Words(Random random, int length)
    {
        string[] words = ["the ", "page ", "of ", "block ", "éà ", "界😀 ", "to ", "be\n", "written ", "again ", "x"];
        var text = new StringBuilder();
        while (text.Length < length) text.Append(words[random.Next(words.Length)]);
        return System.Text.Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Pieces of a text, long and short, some of them twice, with something new between.</summary>
    private static byte[] Rewritten(Random random, byte[] text)
    {
        List<byte> pieces = [.. Noise(random, 3)];
        for (int i = random.Next(1, 30); i > 0; i--)
        {
            int start = random.Next(text.Length + 1);
            pieces.AddRange(text[start..Math.Min(text.Length, start + random.Next(200))]);
            if (random.Next(3) == 0) pieces.AddRange(pieces[..random.Next(pieces.Count)]);
            pieces.AddRange(Noise(random, random.Next(3)));
        }
        return [.. pieces];
    }
}
