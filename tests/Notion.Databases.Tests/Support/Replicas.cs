using Microsoft.Extensions.Time.Testing;
using Notion.Crdt;

namespace Notion.Databases.Tests.Support;

/// <summary>Documents of several people, how they edit them, and how they come together.</summary>
internal static class Replicas
{
    public delegate T SchemaEdit<T>(SchemaEditor schema);

    public delegate void RowEdit(RowEditor row);

    public delegate T ViewEdit<T>(ViewEditor views);

    public static Document New(long replica) => new(new ReplicaId(replica), new DocumentOptions { TimeProvider = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50)) });

    /// <summary>Another person's copy.</summary>
    public static Document Copy(Document document, long replica)
    {
        Document copy = New(replica);
        copy.Apply(document.ExportSince(copy.Version));
        return copy;
    }

    public static void Sync(params Document[] documents)
    {
        foreach (Document to in documents)
            foreach (Document from in documents)
                if (from != to) to.Apply(from.ExportSince(to.Version));
    }

    public static T Edit<T>(Document document, SchemaEdit<T> edit)
    {
        using Transaction change = document.Begin();
        T result = edit(new SchemaEditor(document, change));
        change.Commit();
        return result;
    }

    public static void Do(Document document, Action<SchemaEditor> edit)
    {
        using Transaction change = document.Begin();
        edit(new SchemaEditor(document, change));
        change.Commit();
    }

    public static void View(Document document, Action<ViewEditor> edit)
    {
        using Transaction change = document.Begin();
        edit(new ViewEditor(document, change));
        change.Commit();
    }

    public static T View<T>(Document document, ViewEdit<T> edit)
    {
        using Transaction change = document.Begin();
        T result = edit(new ViewEditor(document, change));
        change.Commit();
        return result;
    }

    public static void Write(Document row, RowEdit edit)
    {
        using Transaction change = row.Begin();
        edit(new RowEditor(row, change));
        change.Commit();
    }

    public static DatabaseRow Row(Document document) => DatabaseRow.Read(document, new RowOrigin(new Guid(1, 0, 0, new byte[8]), DateTimeOffset.UnixEpoch));
}
