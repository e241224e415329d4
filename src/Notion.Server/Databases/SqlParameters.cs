namespace Notion.Server.Databases;

/// <summary>The parameters of one statement in the making: each value gets a name.</summary>
internal sealed class SqlParameters
{
    private readonly List<(string Name, object? Value)> _all = [];

    public string Add(object? value)
    {
        string name = $"@p{_all.Count}";
        _all.Add((name, value));
        return name;
    }

    public (string Name, object? Value)[] All => [.. _all];
}
