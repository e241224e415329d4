using Notion.Crdt;
using Notion.Databases.Tests.Support;

namespace Notion.Databases.Tests.Values;

/// <summary>Values are kept as their types say, merge as their registers and sets do, and are refused where they do not fit.</summary>
public sealed class ValuesMerge
{
    private static readonly RandomDatabase Database = new(seed: 5, rows: 0);

    public static TheoryData<PropertyType> Writable => [.. RandomDatabase.Types.Append(PropertyType.Title).Where(type => type.IsWritable())];

    [Theory]
    [MemberData(nameof(Writable))]
    public void WhatIsSetIsRead(PropertyType type)
    {
        DatabaseProperty property = Database.Schema.Properties.First(each => each.Type == type);
        Document row = Replicas.New(1);
        for (int i = 0; i < 30; i++)
        {
            CellValue value = Database.RandomValue(property);
            Replicas.Write(row, edit => edit.Set(property, value));
            CellValue expected = type switch
            {
                PropertyType.Checkbox => CellValue.Flag(value.AsFlag()),
                PropertyType.MultiSelect => CellValue.Items(property.Options.Select(option => option.Id).Where(value.AsItems().Contains)),
                PropertyType.People or PropertyType.Relation => CellValue.Items(value.AsItems().Order(StringComparer.Ordinal)),
                _ => value,
            };
            Assert.Equal(expected.ToString(), Replicas.Row(row)[property].ToString());
            Assert.Equal(expected.Kind, Replicas.Row(row)[property].Kind);
            byte[] saved = row.Save();
            Replicas.Write(row, edit => edit.Set(property, value));
            Assert.Equal(saved, row.Save());
        }
    }

    [Fact]
    public void TypesOfOneFamilyShowTheSameValueAndAnotherFamilyShowsItsOwn()
    {
        DatabaseProperty select = Database.Schema.Properties.First(each => each.Type == PropertyType.Select && each.Options.Count > 1);
        DatabaseProperty many = select with { Type = PropertyType.MultiSelect }, number = select with { Type = PropertyType.Number };
        (string a, string b) = (select.Options[0].Id, select.Options[1].Id);
        Document row = Replicas.New(1);
        Replicas.Write(row, edit => edit.Set(select, CellValue.Choice(b)));
        Assert.Equal([b], Replicas.Row(row)[many].AsItems());
        Replicas.Write(row, edit => edit.Set(number, CellValue.Number(3)));
        Replicas.Write(row, edit => edit.Add(many, a));
        Assert.Equal([a, b], Replicas.Row(row)[many].AsItems());
        Assert.Equal(3, Replicas.Row(row)[number].AsNumber());
        Replicas.Write(row, edit => edit.Set(select, CellValue.Choice(a)));
        Assert.Equal([a], Replicas.Row(row)[many].AsItems());
        Replicas.Write(row, edit => edit.Set(many, default));
        Assert.True(Replicas.Row(row)[select].IsEmpty);

        DatabaseProperty text = Database.Schema.Properties.First(each => each.Type == PropertyType.Text), url = text with { Type = PropertyType.Url };
        Replicas.Write(row, edit => edit.Set(text, CellValue.Text("https://example.com")));
        Assert.Equal("https://example.com", Replicas.Row(row)[url].AsText());
        Replicas.Write(row, edit => edit.Set(url, CellValue.Text("https://example.org")));
        Assert.Equal("https://example.org", Replicas.Row(row)[text].AsText());
        Replicas.Write(row, edit => edit.Set(text, default));
        Assert.True(Replicas.Row(row)[url].IsEmpty);
    }

    [Fact]
    public void TextMergesByCharactersAndMembersByMember()
    {
        DatabaseProperty text = Database.Schema.Properties.First(each => each.Type == PropertyType.Text), people = Database.Schema.Properties.First(each => each.Type == PropertyType.People);
        string[] users = [.. Enumerable.Range(0, 3).Select(_ => Database.NewId().ToString()).Order(StringComparer.Ordinal)];
        Document ann = Replicas.New(1);
        Replicas.Write(ann, edit =>
        {
            edit.Set(text, CellValue.Text("buy bread"));
            edit.Set(people, CellValue.Items(users[0]));
        });
        Document bob = Replicas.Copy(ann, 2);
        Replicas.Write(ann, edit =>
        {
            edit.Set(text, CellValue.Text("buy rye bread"));
            edit.Add(people, users[1]);
        });
        Replicas.Write(bob, edit =>
        {
            edit.Set(text, CellValue.Text("buy bread and milk"));
            edit.Remove(people, users[0]);
            edit.Add(people, users[2]);
        });
        Replicas.Sync(ann, bob);
        Assert.All([ann, bob], document =>
        {
            Assert.Equal("buy rye bread and milk", Replicas.Row(document)[text].AsText());
            Assert.Equal([users[1], users[2]], Replicas.Row(document)[people].AsItems());
        });
    }

    [Fact]
    public void WhatPeersWriteThatDoesNotFitIsNoValue()
    {
        Document row = Replicas.New(1);
        using (Transaction change = row.Begin())
        {
            foreach (DatabaseProperty property in Database.Schema.Properties)
                foreach (char family in "snodcprf")
                {
                    string key = $"p:{property.Id}:{family}";
                    change.SetProperty(BlockId.Root, key, family switch { 's' => 1, 'n' => double.NaN, 'o' => "nope", 'd' => "2026-02-30", 'c' => "yes", _ => 7 });
                    change.AddToSet(BlockId.Root, key, "no uuid");
                    change.AddToSet(BlockId.Root, key, 5);
                }
            foreach (string key in (string[])["p:", "p::", "p::n", "p:x", $"p:{new string('x', 100)}:n"]) change.SetProperty(BlockId.Root, key, 1);
            change.SetProperty(BlockId.Root, "row_number", "seven");
            change.SetProperty(BlockId.Root, "title", 5);
            change.Commit();
        }
        DatabaseRow read = Replicas.Row(row);
        foreach (DatabaseProperty property in Database.Schema.Properties.Where(each => each.Type is not (PropertyType.CreatedTime or PropertyType.LastEditedTime or PropertyType.Checkbox)))
            Assert.True(read[property].IsEmpty, property.ToString());
    }

    [Fact]
    public void WhatDoesNotFitIsRefused()
    {
        DatabaseProperty Of(PropertyType type) => Database.Schema.Properties.First(each => each.Type == type);
        (DatabaseErrorCode, DatabaseProperty, CellValue)[] cases =
        [
            (DatabaseErrorCode.InvalidValue, Of(PropertyType.Number), CellValue.Text("3")),
            (DatabaseErrorCode.InvalidValue, Of(PropertyType.Text), CellValue.Number(3)),
            (DatabaseErrorCode.UnknownOption, Of(PropertyType.Select), CellValue.Choice("AAAAAAAABA")),
            (DatabaseErrorCode.UnknownOption, Of(PropertyType.MultiSelect), CellValue.Items("AAAAAAAABA")),
            (DatabaseErrorCode.InvalidValue, Of(PropertyType.People), CellValue.Items("ann")),
            (DatabaseErrorCode.InvalidValue, Of(PropertyType.Relation), CellValue.Items("{0A000000-0000-0000-0000-000000000000}")),
            (DatabaseErrorCode.InvalidValue, Of(PropertyType.Files), CellValue.Files(new FileReference("a\nb", "https://example.com"))),
            (DatabaseErrorCode.LimitExceeded, Of(PropertyType.Url), CellValue.Text(new string('x', 2_001))),
            (DatabaseErrorCode.LimitExceeded, Of(PropertyType.Text), CellValue.Text(new string('x', 100_001))),
            (DatabaseErrorCode.LimitExceeded, Of(PropertyType.People), CellValue.Items(Enumerable.Range(0, 1_001).Select(_ => Database.NewId().ToString()))),
            (DatabaseErrorCode.WrongType, Of(PropertyType.CreatedTime), CellValue.Number(3)),
            (DatabaseErrorCode.WrongType, Of(PropertyType.UniqueId), CellValue.Number(3)),
        ];
        foreach ((DatabaseErrorCode code, DatabaseProperty property, CellValue value) in cases)
        {
            Document row = Replicas.New(1);
            Assert.Equal(code, Assert.Throws<DatabaseException>(() => Replicas.Write(row, edit => edit.Set(property, value))).Code);
            Assert.Equal(0, row.ChangeCount);
        }
    }

    [Theory]
    [InlineData("2026-11-25", "2026-11-25")]
    [InlineData("2026-11-25/2026-11-27", "2026-11-25/2026-11-27")]
    [InlineData("2026-11-25T09:30", "2026-11-25T09:30:00.000+00:00")]
    [InlineData("2026-11-25T09:30:15.1239Z", "2026-11-25T09:30:15.123+00:00")]
    [InlineData("2026-11-25T09:30:00.000+01:00/2026-11-25T10:30:00.000+01:00 Europe/Berlin", "2026-11-25T09:30:00.000+01:00/2026-11-25T10:30:00.000+01:00 Europe/Berlin")]
    [InlineData("0001-01-01", "0001-01-01")]
    [InlineData("2026-02-29", null)]
    [InlineData("2026-11-27/2026-11-25", null)]
    [InlineData("2026-11-25/2026-11-27T09:30Z", null)]
    [InlineData("2026-11-25 Europe/Berlin", null)]
    [InlineData("2026-11-25T09:30Z Europe/Berlin now", null)]
    [InlineData("2026-11-25T24:30Z", null)]
    [InlineData("25.11.2026", null)]
    [InlineData("a/b/c", null)]
    [InlineData("", null)]
    public void DatesAreReadStrictlyAndWrittenInOneWay(string text, string? written)
    {
        Assert.Equal(written is not null, PropertyDate.TryParse(text, out PropertyDate date));
        if (written is null) return;
        Assert.Equal(written, date.ToString());
        Assert.True(PropertyDate.TryParse(written, out PropertyDate again) && again == date);
    }
}
