using System.Text.Json;
using System.Text.Json.Nodes;

namespace Notion.Benchmarks.Measuring;

/// <summary>The one JSON line that a case prints; members in the order they were set first.</summary>
internal sealed class Result
{
    private readonly JsonObject _members = [];

    public Result(string caseName, string trace)
    {
        _members["peer"] = "notion";
        _members["case"] = caseName;
        _members["trace"] = trace;
    }

    /// <summary>Whether every replica and every load showed what the trace says it must; null until something was checked.</summary>
    public bool? Ok => _members["ok"]?.GetValue<bool>();

    public void Set(string name, double? value) => _members[name] = Round(value);

    public void Set(string name, long value) => _members[name] = value;

    public void Set(string name, string value) => _members[name] = value;

    public void Set(string name, JsonObject value) => _members[name] = value;

    /// <summary>Two decimals, as in every line of the bench.</summary>
    public static double? Round(double? value) => value is { } number ? Math.Round(number, 2, MidpointRounding.AwayFromZero) : null;

    public void Check(bool ok) => _members["ok"] = (Ok ?? true) && ok;

    public override string ToString() => _members.ToJsonString(JsonSerializerOptions.Default);
}
