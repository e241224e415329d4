using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Notion.Server.NotionApi;
using Notion.Server.Tests.Running;

namespace Notion.Server.Tests.NotionApi;

/// <summary>
/// Bodies that are against the rules, made from tables: for each type of block a payload that is right, and for each of its fields values that are wrong. Each is refused with Notion's error body and the
/// right code, and nothing of it is done.
/// </summary>
public sealed class MalformedBodies(SharedServer server)
{
    private const string Text = """[{"text":{"content":"x"}}]""";
    private const string Nobody = "11111111-2222-4333-8444-555555555555";

    /// <summary>A right payload of each type.</summary>
    private static readonly Dictionary<string, string> Right = new()
    {
        ["paragraph"] = $$$"""{"rich_text":{{{Text}}},"color":"red","icon":{"emoji":"🥖"}}""",
        ["heading_1"] = $$"""{"rich_text":{{Text}},"color":"red","is_toggleable":true}""",
        ["heading_2"] = $$"""{"rich_text":{{Text}},"color":"red","is_toggleable":true}""",
        ["heading_3"] = $$"""{"rich_text":{{Text}},"color":"red","is_toggleable":true}""",
        ["heading_4"] = $$"""{"rich_text":{{Text}},"color":"red","is_toggleable":true}""",
        ["bulleted_list_item"] = $$"""{"rich_text":{{Text}},"color":"red"}""",
        ["numbered_list_item"] = $$"""{"rich_text":{{Text}},"color":"red"}""",
        ["to_do"] = $$"""{"rich_text":{{Text}},"color":"red","checked":true}""",
        ["toggle"] = $$"""{"rich_text":{{Text}},"color":"red"}""",
        ["quote"] = $$"""{"rich_text":{{Text}},"color":"red"}""",
        ["callout"] = $$$"""{"rich_text":{{{Text}}},"color":"red","icon":{"emoji":"🥖"}}""",
        ["code"] = $$"""{"rich_text":{{Text}},"caption":{{Text}},"language":"rust"}""",
        ["equation"] = """{"expression":"x"}""",
        ["divider"] = "{}",
        ["breadcrumb"] = "{}",
        ["table_of_contents"] = """{"color":"red"}""",
        ["column_list"] = """{"children":[{"column":{"children":[{"divider":{}}]}},{"column":{"width_ratio":0.5,"children":[{"divider":{}}]}}]}""",
        ["table"] = $$$"""{"table_width":1,"has_column_header":true,"has_row_header":true,"children":[{"table_row":{"cells":[{{{Text}}}]}}]}""",
        ["tab"] = $$$"""{"children":[{"paragraph":{"rich_text":{{{Text}}}}}]}""",
        ["link_to_page"] = $$"""{"page_id":"PAGE"}""",
        ["synced_block"] = """{"synced_from":null}""",
        ["template"] = $$"""{"rich_text":{{Text}}}""",
        ["bookmark"] = $$"""{"url":"https://example.com/","caption":{{Text}}}""",
        ["embed"] = $$"""{"url":"https://example.com/","caption":{{Text}}}""",
        ["image"] = $$$"""{"external":{"url":"https://example.com/"},"caption":{{{Text}}}}""",
        ["video"] = $$$"""{"external":{"url":"https://example.com/"},"caption":{{{Text}}}}""",
        ["audio"] = $$$"""{"external":{"url":"https://example.com/"},"caption":{{{Text}}}}""",
        ["file"] = $$$"""{"external":{"url":"https://example.com/"},"caption":{{{Text}}},"name":"x"}""",
        ["pdf"] = $$$"""{"external":{"url":"https://example.com/"},"caption":{{{Text}}}}""",
    };

    /// <summary>Wrong values of the fields, by their names.</summary>
    private static readonly Dictionary<string, string[]> Wrong = new()
    {
        ["rich_text"] =
        [
            "null", "1", "\"x\"", "{}", "[1]", "[null]", "[{}]", "[{\"type\":\"nope\"}]", "[{\"type\":\"text\"}]", "[{\"text\":{}}]", "[{\"text\":{\"content\":1}}]", "[{\"text\":null}]",
            "[{\"text\":{\"content\":\"x\",\"link\":{}}}]", "[{\"text\":{\"content\":\"x\",\"link\":{\"url\":\"javascript:alert(1)\"}}}]", "[{\"text\":{\"content\":\"x\",\"link\":\"https://example.com\"}}]",
            "[{\"text\":{\"content\":\"x\"},\"annotations\":{\"bold\":\"yes\"}}]", "[{\"text\":{\"content\":\"x\"},\"annotations\":{\"color\":\"mauve\"}}]", "[{\"text\":{\"content\":\"x\"},\"annotations\":[]}]",
            "[{\"equation\":{}}]", "[{\"mention\":{}}]", "[{\"mention\":{\"page\":{\"id\":\"x\"}}}]", "[{\"mention\":{\"user\":{\"id\":1}}}]", "[{\"mention\":{\"date\":{\"start\":\"yesterday\"}}}]",
            "[{\"mention\":{\"date\":{\"start\":\"2026-02-31\"}}}]", "[{\"mention\":{\"date\":{\"start\":\"2026-11-25\",\"time_zone\":\"Nowhere/None\"}}}]",
            "[{\"mention\":{\"template_mention\":{\"template_mention_date\":\"tomorrow\"}}}]", "[{\"text\":{\"content\":\"\\ud800\"}}]", "LONG", "MANY",
        ],
        ["caption"] = ["1", "{}", "[{}]", "LONG", "MANY"],
        ["color"] = ["1", "\"mauve\"", "[]"],
        ["icon"] = ["\"x\"", "{}", "{\"emoji\":\"x\"}", "{\"emoji\":\"\"}", "{\"external\":{\"url\":\"ftp://example.com\"}}", "{\"custom_emoji\":{\"id\":\"x\"}}"],
        ["is_toggleable"] = ["1", "\"true\""],
        ["checked"] = ["1", "\"true\""],
        ["language"] = ["null", "1", "\"klingon\""],
        ["expression"] = ["null", "1", "[]"],
        ["url"] = ["null", "1", "\"\"", "\"example\"", "\"javascript:alert(1)\"", "\"file:///etc/passwd\""],
        ["external"] = ["null", "{}", "\"https://example.com\"", "{\"url\":\"javascript:alert(1)\"}", "{\"url\":1}"],
        ["name"] = ["1", "[]"],
        ["table_width"] = ["null", "0", "-1", "1.5", "101", "\"1\"", "2"],
        ["has_column_header"] = ["1"],
        ["has_row_header"] = ["\"no\""],
        ["page_id"] = ["null", "1", "\"x\""],
        ["synced_from"] = ["{}", "{\"block_id\":\"x\"}", "\"x\""],
        ["children"] = ["1", "{}", "[1]", "[{}]", "[{\"type\":\"nope\",\"nope\":{}}]", "[{\"type\":\"child_page\",\"child_page\":{\"title\":\"x\"}}]", "[{\"table_row\":{\"cells\":[]}}]", "[{\"object\":\"page\",\"divider\":{}}]"],
    };

    /// <summary>Fields without which nothing is made.</summary>
    private static readonly string[] Required = ["rich_text", "expression", "language", "url", "external", "table_width", "page_id", "synced_from"];

    [Fact]
    public async Task AreRefusedWithTheRightCodeAndNothingIsDone()
    {
        await using ApiTeam team = await ApiTeam.GatherAsync(server.Address);
        await team.AppendAsync("""{"paragraph":{"rich_text":[{"text":{"content":"stays"}}]}}""");
        string before = (await team.Token.GetAsync($"/v1/blocks/{team.Page}/children")).Body.GetRawText();
        string pages = (await team.Token.PostAsync("/v1/search", new { })).Body.GetProperty("results").GetArrayLength().ToString(CultureInfo.InvariantCulture);

        List<string> bodies = [.. Bodies().Select(block => block.Replace("PAGE", team.Page.ToString(), StringComparison.Ordinal))];
        Assert.True(bodies.Count >= 200, $"{bodies.Count}");
        var wrong = new List<string>();
        foreach (string block in bodies)
        {
            // Behind a right one, so that what is done only in part would be seen.
            string children = $$$"""{"children":[{"divider":{}},{{{block}}}]}""";
            await ExpectAsync(HttpMethod.Patch, $"/v1/blocks/{team.Page}/children", children, "validation_error", team, wrong);
            await ExpectAsync(HttpMethod.Post, "/v1/pages", $$"""{"parent":{"page_id":"{{team.Page}}"},{{children[1..]}}""", "validation_error", team, wrong);
        }
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        Assert.Equal(before, (await team.Token.GetAsync($"/v1/blocks/{team.Page}/children")).Body.GetRawText());
        Assert.Equal(pages, (await team.Token.PostAsync("/v1/search", new { })).Body.GetProperty("results").GetArrayLength().ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task RightOnesAreTaken()
    {
        await using ApiTeam team = await ApiTeam.GatherAsync(server.Address);
        foreach ((string type, string payload) in Right) await team.AppendAsync($$"""{"{{type}}":{{payload.Replace("PAGE", team.Page.ToString(), StringComparison.Ordinal)}}}""");
        Assert.Equal(ApiBlockTypes.All.Where(type => type is { IsCreatable: true, Parent: null }).Select(type => type.Name).Order(), Right.Keys.Order());
    }

    [Fact]
    public async Task ChangesAreRefusedAlike()
    {
        await using ApiTeam team = await ApiTeam.GatherAsync(server.Address);
        var wrong = new List<string>();
        foreach ((string type, string payload) in Right)
        {
            string id = (await team.AppendAsync($$"""{"{{type}}":{{payload.Replace("PAGE", team.Page.ToString(), StringComparison.Ordinal)}}}""")).GetProperty("id").GetString()!;
            string before = (await team.Token.GetAsync($"/v1/blocks/{id}")).Body.GetRawText();
            foreach (string field in JsonNode.Parse(payload)!.AsObject().Select(member => member.Key))
                foreach (string value in Values(field))
                    await ExpectAsync(HttpMethod.Patch, $"/v1/blocks/{id}", $$$"""{"{{{type}}}":{"{{{field}}}":{{{value}}}}}""", "validation_error", team, wrong);
            string other = type == "divider" ? """{"quote":{"rich_text":[]}}""" : """{"divider":{}}""";
            foreach (string body in (string[])[other, "{}", """{"in_trash":"yes"}""", $$"""{"type":"{{type}}"}""", $$"""{"{{type}}":null}""", """{"type":"nope"}"""])
                await ExpectAsync(HttpMethod.Patch, $"/v1/blocks/{id}", body, "validation_error", team, wrong);
            Assert.Equal(before, (await team.Token.GetAsync($"/v1/blocks/{id}")).Body.GetRawText());
        }
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Fact]
    public async Task OtherRequests()
    {
        await using ApiTeam team = await ApiTeam.GatherAsync(server.Address);
        var wrong = new List<string>();
        string page = team.Page.ToString();
        (HttpMethod, string, string?, string)[] requests =
        [
            (HttpMethod.Post, "/v1/pages", "{", "invalid_json"),
            (HttpMethod.Post, "/v1/pages", "[", "invalid_json"),
            (HttpMethod.Post, "/v1/pages", "nope", "invalid_json"),
            (HttpMethod.Post, "/v1/pages", string.Concat(Enumerable.Repeat("[", 5_000)), "invalid_json"),
            (HttpMethod.Post, "/v1/pages", "{\"a\":1,}", "invalid_json"),
            (HttpMethod.Post, "/v1/pages", "[]", "validation_error"),
            (HttpMethod.Post, "/v1/pages", "null", "validation_error"),
            (HttpMethod.Post, "/v1/pages", "\"\\udc00\"", "validation_error"),
            (HttpMethod.Post, "/v1/pages", "{\"\\ud800\":1}", "validation_error"),
            (HttpMethod.Post, "/v1/pages", "{\"parent\":1}", "validation_error"),
            (HttpMethod.Post, "/v1/pages", "{\"parent\":{}}", "validation_error"),
            (HttpMethod.Post, "/v1/pages", "{\"parent\":{\"page_id\":\"x\"}}", "validation_error"),
            (HttpMethod.Post, "/v1/pages", $"{{\"parent\":{{\"page_id\":\"{Nobody}\"}}}}", "object_not_found"),
            (HttpMethod.Post, "/v1/pages", "{\"parent\":{\"workspace\":false}}", "validation_error"),
            (HttpMethod.Post, "/v1/pages", With("properties", "1"), "validation_error"),
            (HttpMethod.Post, "/v1/pages", With("properties", "{\"Name\":{\"title\":[]}}"), "validation_error"),
            (HttpMethod.Post, "/v1/pages", With("properties", "{\"title\":1}"), "validation_error"),
            (HttpMethod.Post, "/v1/pages", With("properties", "{\"title\":{\"title\":\"x\"}}"), "validation_error"),
            (HttpMethod.Post, "/v1/pages", With("properties", $"{{\"title\":{{\"title\":[{{\"text\":{{\"content\":\"{new string('x', 501)}\"}}}}]}}}}"), "validation_error"),
            (HttpMethod.Post, "/v1/pages", With("icon", "1"), "validation_error"),
            (HttpMethod.Post, "/v1/pages", With("icon", "{\"external\":{\"url\":\"javascript:alert(1)\"}}"), "validation_error"),
            (HttpMethod.Post, "/v1/pages", With("cover", "{\"emoji\":\"🥖\"}"), "validation_error"),
            (HttpMethod.Post, "/v1/pages", With("template", "{\"type\":\"default\"}"), "validation_error"),
            (HttpMethod.Post, "/v1/pages", With("children", "[{\"column\":{\"children\":[]}}]"), "validation_error"),
            (HttpMethod.Post, "/v1/pages", With("children", $"[{{\"link_to_page\":{{\"page_id\":\"{Nobody}\"}}}}]"), "object_not_found"),
            (HttpMethod.Post, "/v1/pages", With("children", $"[{{\"synced_block\":{{\"synced_from\":{{\"block_id\":\"{Nobody}\"}}}}}}]"), "object_not_found"),
            (HttpMethod.Post, "/v1/pages", With("children", $"[{{\"paragraph\":{{\"rich_text\":[{{\"mention\":{{\"user\":{{\"id\":\"{Nobody}\"}}}}}}]}}}}]"), "object_not_found"),
            (HttpMethod.Get, "/v1/pages/x", null, "validation_error"),
            (HttpMethod.Get, $"/v1/pages/{{{Nobody}}}", null, "validation_error"),
            (HttpMethod.Get, $"/v1/pages/{Nobody}", null, "object_not_found"),
            (HttpMethod.Patch, $"/v1/pages/{page}", "{\"in_trash\":1}", "validation_error"),
            (HttpMethod.Patch, $"/v1/pages/{page}", "{\"is_locked\":true}", "validation_error"),
            (HttpMethod.Patch, $"/v1/pages/{page}", "{\"icon\":[]}", "validation_error"),
            (HttpMethod.Get, $"/v1/pages/{page}/properties/other", null, "object_not_found"),
            (HttpMethod.Post, $"/v1/pages/{page}/move", "{}", "validation_error"),
            (HttpMethod.Post, $"/v1/pages/{page}/move", $"{{\"parent\":{{\"page_id\":\"{Nobody}\"}}}}", "object_not_found"),
            (HttpMethod.Patch, $"/v1/blocks/{page}", "{\"paragraph\":{\"rich_text\":[]}}", "validation_error"),
            (HttpMethod.Patch, $"/v1/blocks/{page}/children", "{}", "validation_error"),
            (HttpMethod.Patch, $"/v1/blocks/{page}/children", $"{{\"children\":[{{\"divider\":{{}}}}],\"after\":\"{Nobody}\"}}", "validation_error"),
            (HttpMethod.Patch, $"/v1/blocks/{page}/children", "{\"children\":[{\"divider\":{}}],\"after\":\"x\"}", "validation_error"),
            (HttpMethod.Patch, $"/v1/blocks/{page}/children", "{\"children\":[{\"divider\":{}}],\"position\":{\"type\":\"middle\"}}", "validation_error"),
            (HttpMethod.Patch, $"/v1/blocks/{page}/children", "{\"children\":[{\"divider\":{}}],\"position\":{\"type\":\"after_block\"}}", "validation_error"),
            (HttpMethod.Get, $"/v1/blocks/{page}/children?page_size=0", null, "validation_error"),
            (HttpMethod.Get, $"/v1/blocks/{page}/children?page_size=101", null, "validation_error"),
            (HttpMethod.Get, $"/v1/blocks/{page}/children?page_size=-1", null, "validation_error"),
            (HttpMethod.Get, $"/v1/blocks/{page}/children?page_size=x", null, "validation_error"),
            (HttpMethod.Get, $"/v1/blocks/{page}/children?start_cursor=x", null, "validation_error"),
            (HttpMethod.Get, "/v1/users?start_cursor=x", null, "validation_error"),
            (HttpMethod.Get, "/v1/users/x", null, "validation_error"),
            (HttpMethod.Post, "/v1/search", "{\"query\":1}", "validation_error"),
            (HttpMethod.Post, "/v1/search", "{\"filter\":{}}", "validation_error"),
            (HttpMethod.Post, "/v1/search", "{\"filter\":{\"property\":\"object\",\"value\":\"block\"}}", "validation_error"),
            (HttpMethod.Post, "/v1/search", "{\"sort\":{\"timestamp\":\"created_time\",\"direction\":\"ascending\"}}", "validation_error"),
            (HttpMethod.Post, "/v1/search", "{\"sort\":{\"timestamp\":\"last_edited_time\",\"direction\":\"up\"}}", "validation_error"),
            (HttpMethod.Post, "/v1/search", "{\"page_size\":101}", "validation_error"),
            (HttpMethod.Post, "/v1/search", "{\"start_cursor\":\"x\"}", "validation_error"),
            (HttpMethod.Post, "/v1/search", $"{{\"start_cursor\":\"{Guid.Empty:N}99999999999999999\"}}", "validation_error"),
            (HttpMethod.Get, "/v1/nothing", null, "invalid_request_url"),
            (HttpMethod.Put, $"/v1/pages/{page}", "{}", "invalid_request_url"),
            (HttpMethod.Post, "/v1/pages", $"{{\"a\":\"{new string('x', 520_000)}\"}}", "validation_error"),
        ];
        foreach ((HttpMethod method, string path, string? body, string code) in requests) await ExpectAsync(method, path, body, code, team, wrong);
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));

        string With(string name, string value) => $$"""{"parent":{"page_id":"{{page}}"},"{{name}}":{{value}}}""";
    }

    private static async Task ExpectAsync(HttpMethod method, string path, string? body, string code, ApiTeam team, List<string> wrong)
    {
        using var content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        (HttpStatusCode status, JsonElement answer) = await team.Token.SendAsync(new HttpRequestMessage(method, path) { Content = content });
        int expected = code == "object_not_found" ? 404 : 400;
        bool right = (int)status == expected && answer.GetProperty("object").GetString() == "error" && answer.GetProperty("status").GetInt32() == expected && answer.GetProperty("code").GetString() == code
            && answer.GetProperty("message").GetString() is { Length: > 10 } && answer.GetProperty("request_id").TryGetGuid(out Guid id) && id != Guid.Empty;
        if (!right) wrong.Add($"{method} {path} {body?[..Math.Min(body.Length, 300)]}: {(int)status} {answer}");
    }

    private static IEnumerable<string> Bodies()
    {
        foreach (string block in (string[])["1", "null", "[]", "{}", "\"divider\"", "{\"type\":\"divider\"}", "{\"type\":\"nope\",\"nope\":{}}", "{\"type\":1,\"divider\":{}}", "{\"divider\":{},\"quote\":{\"rich_text\":[]}}", "{\"object\":\"page\",\"divider\":{}}"])
            yield return block;
        foreach ((string type, string payload) in Right)
        {
            foreach (string value in (string[])["null", "1", "\"x\"", "[]"]) yield return $$"""{"type":"{{type}}","{{type}}":{{value}}}""";
            JsonObject right = JsonNode.Parse(payload)!.AsObject();
            foreach (string field in right.Select(member => member.Key))
            {
                foreach (string value in Values(field)) yield return Block(type, right, field, value);
                if (Required.Contains(field)) yield return Block(type, right, field, null);
            }
            if (!right.ContainsKey("children") && ApiBlockTypes.Find(type)!.TakesChildren)
                foreach (string value in Values("children")) yield return Block(type, right, "children", value);
            if (!ApiBlockTypes.Find(type)!.TakesChildren) yield return Block(type, right, "children", """[{"divider":{}}]""");
        }
        yield return """{"column_list":{"children":[{"column":{"children":[]}}]}}""";
        yield return """{"table":{"table_width":2,"children":[{"table_row":{"cells":[[]]}}]}}""";
        yield return """{"table":{"table_width":2,"children":[]}}""";
        yield return """{"table":{"table_width":2,"children":[{"divider":{}}]}}""";
        yield return """{"column":{"width_ratio":2,"children":[]}}""";
        yield return """{"image":{"file_upload":{"id":"11111111-2222-4333-8444-555555555555"}}}""";
        yield return """{"link_to_page":{"comment_id":"11111111-2222-4333-8444-555555555555"}}""";
    }

    private static IEnumerable<string> Values(string field) => Wrong[field].Select(value => value switch
    {
        "LONG" => $"[{{\"text\":{{\"content\":\"{new string('x', 2_001)}\"}}}}]",
        "MANY" => $"[{string.Join(',', Enumerable.Repeat("{\"text\":{\"content\":\"x\"}}", 101))}]",
        _ => value,
    });

    private static string Block(string type, JsonObject payload, string field, string? value)
    {
        IEnumerable<string> members = payload.Where(member => member.Key != field).Select(member => $"\"{member.Key}\":{member.Value?.ToJsonString() ?? "null"}");
        if (value is not null) members = members.Append($"\"{field}\":{value}");
        return $$$"""{"{{{type}}}":{{{{string.Join(',', members)}}}}}""";
    }
}
