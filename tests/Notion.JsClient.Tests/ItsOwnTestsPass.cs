using Notion.JsClient.Tests.Running;

namespace Notion.JsClient.Tests;

/// <summary><c>npm test</c>: the golden vectors, among others.</summary>
public class ItsOwnTestsPass
{
    [Fact]
    public async Task GoldenVectorsAndTheRest()
    {
        Node.Require();
        string output = await Node.RunAsync("--test");
        Assert.Matches(@"(?m)^# pass [1-9]", output);
        Assert.Matches(@"(?m)^# (skipped|todo) 0", output);
    }
}
