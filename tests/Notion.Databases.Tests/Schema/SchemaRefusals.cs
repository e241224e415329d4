using Notion.Crdt;
using Notion.Databases.Tests.Support;

namespace Notion.Databases.Tests.Schema;

/// <summary>What cannot be is refused with a code, and changes nothing.</summary>
public sealed class SchemaRefusals
{
    private readonly Document _document = Replicas.New(1);
    private readonly string _text;

    public SchemaRefusals() => _text = Replicas.Edit(_document, schema => schema.AddProperty("Notes", PropertyType.Text));

    public static TheoryData<DatabaseErrorCode, string> All => new()
    {
        { DatabaseErrorCode.DuplicateName, "add Notes" },
        { DatabaseErrorCode.DuplicateName, "rename title" },
        { DatabaseErrorCode.InvalidName, "add nothing" },
        { DatabaseErrorCode.InvalidName, "add long" },
        { DatabaseErrorCode.InvalidName, "set type" },
        { DatabaseErrorCode.WrongType, "add title" },
        { DatabaseErrorCode.WrongType, "retype title" },
        { DatabaseErrorCode.WrongType, "remove title" },
        { DatabaseErrorCode.WrongType, "option of text" },
        { DatabaseErrorCode.UnknownProperty, "rename unknown" },
        { DatabaseErrorCode.UnknownProperty, "restore live" },
        { DatabaseErrorCode.UnknownOption, "remove unknown option" },
    };

    [Theory]
    [MemberData(nameof(All))]
    public void AreTyped(DatabaseErrorCode code, string what)
    {
        byte[] before = _document.Save();
        DatabaseException exception = Assert.Throws<DatabaseException>(() => Replicas.Do(_document, schema => Try(schema, what)));
        Assert.Equal(code, exception.Code);
        Assert.Equal(before, _document.Save());
    }

    [Fact]
    public void IdsInLettersStandForOperations()
    {
        var random = new Random(7);
        for (int i = 0; i < 2_000; i++)
        {
            var block = BlockId.From(new OpId(new ReplicaId(random.NextInt64(1, ReplicaId.MaxValue + 1)), random.Next(0, OpId.MaxCounter) >> random.Next(31)));
            string id = CompactId.From(block);
            Assert.True(CompactId.TryParse(id, out BlockId back) && back == block, id);
            string other = id.Insert(random.Next(id.Length), "A");
            Assert.True(!CompactId.TryParse(other, out BlockId no) || CompactId.From(no) == other);
        }
        Assert.All([null, "", "title", "AAAAAAAAAA", "BBBBBBBBB!", new string('_', 15), new string('_', 16)], id => Assert.False(CompactId.TryParse(id, out _)));
    }

    [Fact]
    public void ALaterTypeIsKeptAndNotShown()
    {
        Assert.True(CompactId.TryParse(_text, out BlockId block));
        using (Transaction change = _document.Begin())
        {
            change.SetProperty(block, "type", "hologram");
            change.Commit();
        }
        DatabaseProperty property = DatabaseSchema.Read(_document)[_text];
        Assert.Equal((PropertyType.Unknown, "hologram"), (property.Type, property.TypeName));
        Assert.Empty(FilterOperators.For(property.Type));
        Assert.True(Replicas.Row(Replicas.New(2))[property].IsEmpty);
    }

    private void Try(SchemaEditor schema, string what)
    {
        switch (what)
        {
            case "add Notes": schema.AddProperty("Notes", PropertyType.Number); break;
            case "rename title": schema.RenameProperty(DatabaseProperty.TitleId, "Notes"); break;
            case "add nothing": schema.AddProperty("", PropertyType.Number); break;
            case "add long": schema.AddProperty(new string('x', 201), PropertyType.Number); break;
            case "set type": schema.SetSetting(_text, "type", "number"); break;
            case "add title": schema.AddProperty("Other", PropertyType.Title); break;
            case "retype title": schema.RetypeProperty(_text, PropertyType.Title); break;
            case "remove title": schema.RemoveProperty(DatabaseProperty.TitleId); break;
            case "option of text": schema.AddOption(_text, "red"); break;
            case "rename unknown": schema.RenameProperty("AAAAAAAAJA", "Other"); break;
            case "restore live": schema.RestoreProperty(_text); break;
            case "remove unknown option": schema.RemoveOption(_text, "AAAAAAAAJA"); break;
            default: throw new InvalidOperationException(what);
        }
    }
}
