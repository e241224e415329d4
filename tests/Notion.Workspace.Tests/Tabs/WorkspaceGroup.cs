namespace Notion.Workspace.Tests.Tabs;

/// <summary>All tests with tabs share one host and one browser, and so run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class WorkspaceGroup : ICollectionFixture<WorkspaceFixture>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "workspace";
}
