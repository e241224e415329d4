using static Notion.Crdt.BlockProperties;

namespace Notion.Crdt;

/// <summary>The rules of the predefined types.</summary>
internal static class DefaultRules
{
    private static readonly string[] Nothing = [];

    public static IEnumerable<BlockRule> All =>
    [
        new(BlockTypes.Page) { Properties = [Icon, Cover] },
        Text(BlockTypes.Text),
        Text(BlockTypes.Heading1, IsToggleable),
        Text(BlockTypes.Heading2, IsToggleable),
        Text(BlockTypes.Heading3, IsToggleable),
        Text(BlockTypes.BulletedList),
        Text(BlockTypes.NumberedList, ListStartIndex),
        Text(BlockTypes.ToDo, Checked),
        Text(BlockTypes.Toggle),
        Text(BlockTypes.Quote),
        Text(BlockTypes.Callout, Icon),
        new(BlockTypes.Code) { Children = Nothing, Properties = [Language] },
        new(BlockTypes.Equation) { Children = Nothing },
        new(BlockTypes.Divider) { Children = Nothing, HasText = false },
        Media(BlockTypes.Image),
        Media(BlockTypes.Video),
        Media(BlockTypes.Embed),
        Media(BlockTypes.Bookmark),
        Media(BlockTypes.File, Name),
        new(BlockTypes.Table) { Children = [BlockTypes.TableRow], HasText = false, Properties = [TableWidth, HasColumnHeader, HasRowHeader] },
        new(BlockTypes.TableRow) { Parents = [BlockTypes.Table], Children = Nothing, HasText = false },
        new(BlockTypes.ColumnList) { Children = [BlockTypes.Column], HasText = false },
        new(BlockTypes.Column) { Parents = [BlockTypes.ColumnList], HasText = false, Properties = [WidthRatio] },
        new(BlockTypes.ChildPage) { Children = Nothing, HasText = false, Properties = [PageId, LinkTitle] },
        new(BlockTypes.Database) { Children = Nothing, HasText = false, Properties = [DatabaseId, LinkTitle] },
    ];

    private static BlockRule Text(string type, params BlockProperty[] more) => new(type) { Properties = [Color, .. more] };

    private static BlockRule Media(string type, params BlockProperty[] more) => new(type) { Children = Nothing, HasText = false, Properties = [Url, .. more] };
}
