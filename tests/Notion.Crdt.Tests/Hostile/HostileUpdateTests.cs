using Notion.Crdt.Fuzz;
using Notion.Crdt.Tests.Oracle;

namespace Notion.Crdt.Tests.Hostile;

/// <summary>Whatever bytes arrive: they apply cleanly, or a <see cref="CrdtException"/> says why not and the document is as it was.</summary>
public class HostileUpdateTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 25)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void TruncatedUpdatesDoNothing(int seed)
    {
        var victim = new Victim(seed);
        for (int length = 0; length < victim.Update.Length; length++)
        {
            byte[] truncated = victim.Update[..length];
            Assert.Equal(CrdtErrorCode.MalformedUpdate, Assert.Throws<CrdtException>(() => victim.Document.Apply(truncated)).Code);
        }
        victim.AssertUntouched();
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void FlippedBitsDoNoHarm(int seed)
    {
        var victim = new Victim(seed);
        var random = new Random(seed);
        for (int i = 0; i < 300; i++)
        {
            byte[] flipped = [.. victim.Update];
            for (int flips = random.Next(1, 4); flips > 0; flips--) flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
            victim.Suffer(flipped);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void ForgedMeaningDoesNoHarm(int seed)
    {
        var victim = new Victim(seed);
        var mutator = new TokenMutator(new Random(seed));
        for (int i = 0; i < 300; i++) victim.Suffer(mutator.Mutate(victim.Update));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void NoiseDoesNothing(int seed)
    {
        var victim = new Victim(seed);
        var random = new Random(seed);
        for (int i = 0; i < 200; i++)
        {
            var noise = new byte[random.Next(1, 64)];
            random.NextBytes(noise);
            if (i % 2 == 0) noise = [0x92, 0x01, .. noise];
            victim.Suffer(noise);
        }
    }

    [Fact]
    public void AnotherChangeUnderAKnownIdIsAConflict()
    {
        var writer = new ReplicaId(5);
        byte[] One(string text)
        {
            var document = new Document(writer, new DocumentOptions { TimeProvider = new Microsoft.Extensions.Time.Testing.FakeTimeProvider() });
            using Transaction transaction = document.Begin();
            transaction.InsertText(transaction.CreateBlock("paragraph", BlockId.Root), 0, text);
            return transaction.Commit().ToArray();
        }
        var document = new Document(new ReplicaId(6));
        document.Apply(One("first"));
        byte[] saved = document.Save();
        Assert.Equal(CrdtErrorCode.ReplicaConflict, Assert.Throws<CrdtException>(() => document.Apply(One("other"))).Code);
        Assert.Equal(saved, document.Save());
        Assert.Equal(new ApplyResult(0, 1, 0, 0), document.Apply(One("first")));
    }

    /// <summary>A document with a part of a history, and the rest as one update that it has not seen.</summary>
    private sealed class Victim
    {
        private readonly byte[][] _known;
        private readonly int _seed;
        private byte[] _saved = [];
        private string _shown = "";

        public Victim(int seed)
        {
            _seed = seed;
            IReadOnlyList<byte[]> updates = History.Record(seed, seed % 2 == 0 ? Verbs.EditingAndUndo : Verbs.Editing);
            int known = new Random(seed).Next(updates.Count);
            _known = [.. updates.Take(known)];
            var whole = new Document(new ReplicaId(1));
            foreach (byte[] update in updates) whole.Apply(update);
            Document = Fresh();
            Update = whole.ExportSince(Document.Version);
        }

        public Document Document { get; private set; }

        public byte[] Update { get; }

        public void Suffer(byte[] bytes)
        {
            try
            {
                Inspect(bytes);
                Document.Apply(bytes);
            }
            catch (CrdtException)
            {
                AssertUntouched();
                return;
            }
            catch (Exception error) when (error is not Xunit.Sdk.IAssertionException)
            {
                throw new InvalidOperationException($"seed {_seed}: {Convert.ToHexString(bytes)}", error);
            }
            AssertSound(bytes);
            Document = Fresh();
        }

        public void AssertUntouched()
        {
            if (!Document.Save().AsSpan().SequenceEqual(_saved) || Rendering.Of(Document) != _shown || Document.PendingCount > 0) Assert.Fail($"seed {_seed}: a refused update left something behind");
        }

        /// <summary>What Inspect refuses, Apply refuses, too.</summary>
        private void Inspect(byte[] bytes)
        {
            try
            {
                Document.Inspect(bytes);
            }
            catch (CrdtException)
            {
                Assert.Throws<CrdtException>(() => Document.Apply(bytes));
                throw;
            }
        }

        /// <summary>What went in is as good as any other change: it is kept, passed on, and shown the same elsewhere.</summary>
        private void AssertSound(byte[] bytes)
        {
            try
            {
                string shown = Rendering.Of(Document);
                Document loaded = Document.Load(Document.Save(), new ReplicaId(3));
                Assert.Equal(shown, Rendering.Of(loaded));
                var other = new Document(new ReplicaId(4));
                other.Apply(loaded.ExportSince(VersionVector.Empty));
                Assert.Equal(shown, Rendering.Of(other));
                var person = new Person(Document, new Random(_seed)) { ChecksLocality = false };
                Transaction transaction = Document.Begin();
                for (int i = 0; i < 5; i++) person.Act(transaction);
                transaction.Commit();
                Assert.Equal(Document.Version, Document.Version.Union(loaded.Version));
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"seed {_seed}: after {Convert.ToHexString(bytes)}: {error.Message}", error);
            }
        }

        private Document Fresh()
        {
            var document = new Document(new ReplicaId(2));
            foreach (byte[] update in _known) document.Apply(update);
            _saved = document.Save();
            _shown = Rendering.Of(document);
            return document;
        }
    }
}
