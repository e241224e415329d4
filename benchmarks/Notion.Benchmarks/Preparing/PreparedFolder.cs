using System.Diagnostics;
using System.Globalization;
using Notion.Benchmarks.Cases;
using Notion.Crdt;
using Notion.Traces;

namespace Notion.Benchmarks.Preparing;

/// <summary>A temporary folder with what a case starts from; written by a child process, read by the measuring one, which deletes it.</summary>
internal sealed class PreparedFolder(string path) : IDisposable
{
    /// <summary>Runs the preparation in a child process and waits for it.</summary>
    public static PreparedFolder Make(Preparation preparation, string tracePath)
    {
        var folder = new PreparedFolder(Directory.CreateTempSubdirectory("notion-bench-").FullName);
        try
        {
            folder.RunChild(preparation.Name, tracePath);
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    public void WritePatches(Patch[] patches)
    {
        using BinaryWriter writer = Create("patches");
        writer.Write(patches.Length);
        foreach (Patch patch in patches)
        {
            writer.Write(patch.Position);
            writer.Write(patch.Deleted);
            writer.Write(patch.Inserted);
        }
    }

    public Patch[] ReadPatches()
    {
        using BinaryReader reader = Open("patches");
        var patches = new Patch[reader.ReadInt32()];
        for (int i = 0; i < patches.Length; i++) patches[i] = new Patch(reader.ReadInt32(), reader.ReadInt32(), reader.ReadString());
        return patches;
    }

    public void WriteEndContent(string text) => File.WriteAllText(At("end"), text);

    public string ReadEndContent() => File.ReadAllText(At("end"));

    public void WriteUpdates(IEnumerable<ReadOnlyMemory<byte>> updates) => WriteList("updates", [.. updates]);

    public byte[][] ReadUpdates() => ReadList("updates");

    public void WritePages(byte[][] pages, long characters)
    {
        WriteList("pages", [.. pages.Select(page => (ReadOnlyMemory<byte>)page)]);
        WriteNumber("characters", characters);
    }

    public byte[][] ReadPages(out long characters)
    {
        characters = ReadNumber("characters");
        return ReadList("pages");
    }

    public void WriteDocuments(Document document)
    {
        foreach (DocumentFormat format in DocumentFormat.All) File.WriteAllBytes(At(format.Name), format.Save(document));
    }

    public byte[] ReadDocument(DocumentFormat format) => File.ReadAllBytes(At(format.Name));

    public void WriteVisibleBlocks(int count) => WriteNumber("visible", count);

    public long ReadVisibleBlocks() => ReadNumber("visible");

    public void Dispose() => Directory.Delete(path, recursive: true);

    private void RunChild(string preparation, string tracePath)
    {
        string host = Environment.ProcessPath!;
        var start = new ProcessStartInfo(host) { RedirectStandardError = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(host) == "dotnet") start.ArgumentList.Add(typeof(PreparedFolder).Assembly.Location);
        foreach (string argument in (string[])[Preparation.Verb, preparation, tracePath, path]) start.ArgumentList.Add(argument);
        using Process child = Process.Start(start)!;
        Task<string> output = child.StandardOutput.ReadToEndAsync();
        string errors = child.StandardError.ReadToEnd().Trim();
        child.WaitForExit();
        output.Wait();
        if (child.ExitCode == CaseCommand.BadUsage) throw new TraceException(errors);
        if (child.ExitCode != 0) throw new InvalidOperationException($"Preparing the measurement failed with exit code {child.ExitCode}: {errors}");
    }

    private void WriteList(string name, ReadOnlyMemory<byte>[] list)
    {
        using BinaryWriter writer = Create(name);
        writer.Write(list.Length);
        foreach (ReadOnlyMemory<byte> bytes in list)
        {
            writer.Write(bytes.Length);
            writer.Write(bytes.Span);
        }
    }

    private byte[][] ReadList(string name)
    {
        using BinaryReader reader = Open(name);
        byte[][] list = new byte[reader.ReadInt32()][];
        for (int i = 0; i < list.Length; i++) list[i] = reader.ReadBytes(reader.ReadInt32());
        return list;
    }

    private void WriteNumber(string name, long number) => File.WriteAllText(At(name), number.ToString(CultureInfo.InvariantCulture));

    private long ReadNumber(string name) => long.Parse(File.ReadAllText(At(name)), CultureInfo.InvariantCulture);

    private BinaryWriter Create(string name) => new(File.Create(At(name)));

    private BinaryReader Open(string name) => new(File.OpenRead(At(name)));

    private string At(string name) => Path.Combine(path, name);
}
