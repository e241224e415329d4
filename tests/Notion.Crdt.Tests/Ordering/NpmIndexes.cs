namespace Notion.Crdt.Tests.Ordering;

/// <summary>Indexes in the forms that the npm package fractional-indexing makes: integers of every usual length, with and without fractions.</summary>
internal static class NpmIndexes
{
    public static readonly string[] Ascending =
    [
        "XzzzV", "Xzzzk", "Y00", "Y00V", "Yzz", "YzzV", "Z0", "Z1", "Zz", "ZzG", "ZzV", "a0", "a00V", "a0G", "a0GV", "a0V",
        "a0VV", "a0k", "a0l", "a0t", "a0zV", "a1", "a1V", "a2", "a3", "az", "azV", "b00", "b00V", "b01", "bzz", "bzzV", "c000",
        "c000V", "d0000", "e00000", "zzzzzzzzzzzzzzzzzzzzzzzzzzzV",
    ];
}
