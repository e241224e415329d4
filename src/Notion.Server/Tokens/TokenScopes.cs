namespace Notion.Server.Tokens;

/// <summary>What an integration may do with what its user may do. The numbers are stored: a released one keeps its meaning.</summary>
[Flags]
internal enum TokenScopes
{
    None = 0,
    ReadContent = 1,
    UpdateContent = 2,
    InsertContent = 4,
    ReadComments = 8,
    InsertComments = 16,
    ReadUsers = 32,
}
