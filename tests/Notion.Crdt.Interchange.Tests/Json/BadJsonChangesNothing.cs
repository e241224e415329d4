using System.Text;
using Notion.Crdt.Interchange.Tests.Support;

namespace Notion.Crdt.Interchange.Tests.Json;

/// <summary>Whatever the input: blocks, or an exception that says what is wrong and an unchanged document.</summary>
public class BadJsonChangesNothing
{
    [Theory]
    [InlineData("", InterchangeErrorCode.Malformed)]
    [InlineData("[]", InterchangeErrorCode.Malformed)]
    [InlineData("{}", InterchangeErrorCode.Malformed)]
    [InlineData("{\"format\":\"notion-blocks\"} x", InterchangeErrorCode.Malformed)]
    [InlineData("{\"format\":\"notion-blocks\"", InterchangeErrorCode.Malformed)]
    [InlineData("{\"format\":\"other\"}", InterchangeErrorCode.Malformed)]
    [InlineData("{\"format\":\"notion-blocks\",\"version\":2}", InterchangeErrorCode.UnsupportedVersion)]
    [InlineData("{\"format\":\"notion-blocks\",\"blocks\":{}}", InterchangeErrorCode.Malformed)]
    [InlineData("{\"format\":\"notion-blocks\",\"blocks\":[{}]}", InterchangeErrorCode.Malformed)]
    [InlineData("{\"format\":\"notion-blocks\",\"blocks\":[{\"type\":\"\"}]}", InterchangeErrorCode.Malformed)]
    [InlineData("{\"format\":\"notion-blocks\",\"blocks\":[{\"type\":\"text\",\"text\":\"\\ud800\"}]}", InterchangeErrorCode.Malformed)]
    [InlineData("{\"format\":\"notion-blocks\",\"blocks\":[{\"type\":\"text\",\"text\":[{\"text\":\"a\",\"marks\":[{}]}]}]}", InterchangeErrorCode.Malformed)]
    [InlineData("{\"format\":\"notion-blocks\",\"blocks\":[{\"type\":\"text\",\"properties\":{\"\":1}}]}", InterchangeErrorCode.Malformed)]
    [InlineData("{\"format\":\"notion-blocks\",\"blocks\":[{\"type\":\"text\",\"properties\":{\"a\":[]}}]}", InterchangeErrorCode.Malformed)]
    [InlineData("{\"format\":\"notion-blocks\",\"blocks\":[{\"type\":\"text\",\"sets\":{\"a\":[null]}}]}", InterchangeErrorCode.Malformed)]
    [InlineData("{\"format\":\"notion-blocks\",\"blocks\":[{\"type\":\"text\",\"texts\":{\"\":\"a\"}}]}", InterchangeErrorCode.Malformed)]
    [InlineData("{\"format\":\"notion-blocks\",\"blocks\":[{\"type\":\"text\",\"texts\":{\"a\":1}}]}", InterchangeErrorCode.Malformed)]
    [InlineData("{\"format\":\"notion-blocks\",\"blocks\":[{\"type\":\"text\",\"counters\":{\"a\":1.5}}]}", InterchangeErrorCode.Malformed)]
    public void AWrongInputIsRefused(string json, InterchangeErrorCode code)
    {
        Document document = Pages.Of(Pages.Deep(1));
        byte[] before = document.Save();
        Assert.Equal(code, Assert.Throws<InterchangeException>(() => { InterchangeFormat.Json.Import(document, json); }).Code);
        Assert.Equal(before, document.Save());
    }

    [Fact]
    public void LimitsHold()
    {
        string json = InterchangeFormat.Json.ExportText(Pages.Of(Pages.Deep(50)).Root);
        Assert.Equal(InterchangeErrorCode.TooDeep, Refused(new InterchangeLimits { MaxDepth = 49 }));
        Assert.Equal(InterchangeErrorCode.TooLarge, Refused(new InterchangeLimits { MaxBlocks = 49 }));
        Assert.Equal(InterchangeErrorCode.TooLarge, Refused(new InterchangeLimits { MaxBytes = json.Length - 1 }));
        Assert.NotEmpty(InterchangeFormat.Json.Read(json, new InterchangeLimits { MaxDepth = 50, MaxBlocks = 50, MaxBytes = json.Length }, TestContext.Current.CancellationToken).Children);

        Assert.Equal(
            InterchangeErrorCode.TooLarge,
            Assert.Throws<InterchangeException>(() => { InterchangeFormat.Json.Read("""{"format":"notion-blocks","page":{"texts":{"a":"","b":""}}}""", new InterchangeLimits { MaxBlocks = 1 }); }).Code);

        InterchangeErrorCode Refused(InterchangeLimits limits) => Assert.Throws<InterchangeException>(() => { InterchangeFormat.Json.Read(json, limits); }).Code;
    }

    [Fact]
    public void WhatStopsHalfWayLeavesNothing()
    {
        Document document = Pages.Of(Pages.Deep(1));
        byte[] before = document.Save();
        string json = InterchangeFormat.Json.ExportText(Pages.Of(Pages.Deep(2_000)).Root);
        Assert.Throws<OperationCanceledException>(() => { InterchangeFormat.Json.Import(document, json, cancellationToken: new CancellationToken(canceled: true)); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { InterchangeFormat.Json.Import(document, json, new ImportOptions { Index = 7 }); });
        Assert.Throws<CrdtException>(() => { InterchangeFormat.Json.Import(document, json, new ImportOptions { Parent = Pages.Of(Pages.Deep(9)).EnumerateBlocks().Last().Id }); });
        Assert.Throws<InterchangeException>(() => { InterchangeFormat.Json.Import(document, "\ud800"); });
        Assert.Equal(before, document.Save());
    }

    /// <summary>Inputs a few bytes away from valid ones: each is read, or refused with a code; what is read goes into a document and comes back.</summary>
    [Fact]
    public void MutatedInputsAreReadOrRefused()
    {
        const string Letters = "{}[]\",:0123456789.eE-\\utruefalsnl \u0000\n";
        byte[][] valid = [.. Enumerable.Range(0, 40).Select(seed => Encoding.UTF8.GetBytes(InterchangeFormat.Json.ExportText(Pages.Of(RandomContent.Page(seed)).Root)))];
        int refused = 0;
        for (int seed = 1; seed <= 1_000; seed++)
        {
            var random = new Random(seed);
            List<byte> input = [.. valid[seed % valid.Length]];
            for (int edits = random.Next(1, 5); edits > 0; edits--)
            {
                int at = random.Next(input.Count);
                switch (random.Next(4))
                {
                    case 0: input.RemoveRange(at, Math.Min(random.Next(1, 20), input.Count - at)); break;
                    case 1: input.Insert(at, (byte)Letters[random.Next(Letters.Length)]); break;
                    case 2: input[at] = (byte)random.Next(256); break;
                    default: input.InsertRange(at, input.GetRange(random.Next(input.Count / 2), random.Next(input.Count / 2))); break;
                }
                if (input.Count == 0) break;
            }
            try
            {
                Document document = Pages.Empty();
                InterchangeFormat.Json.Import(document, input.ToArray(), new ImportOptions { SetPageProperties = true });
                Assert.Equal(Pages.Draw(BlockContent.From(document.Root)), Pages.Draw(BlockContent.From(Pages.Of(InterchangeFormat.Json.Read(InterchangeFormat.Json.ExportText(document.Root))).Root)));
            }
            catch (InterchangeException)
            {
                refused++;
            }
            catch (Exception error)
            {
                Assert.Fail($"seed {seed}: {error}\n{Encoding.UTF8.GetString([.. input])}");
            }
        }
        Assert.InRange(refused, 100, 999);
    }
}
