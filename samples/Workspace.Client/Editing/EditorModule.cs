using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Notion.Workspace.Client.Editing;

/// <summary>The browser's half of the editor, <c>editor.js</c>, attached to one page's surface. Synchronous, as everything in it must keep the order of keys.</summary>
public sealed class EditorModule : IDisposable
{
    private readonly IJSInProcessObjectReference _surface;

    private EditorModule(IJSInProcessObjectReference surface) => _surface = surface;

    /// <summary>Loads the module and attaches it.</summary>
    /// <param name="js">The browser.</param>
    /// <param name="root">The element that all texts of the page lie in.</param>
    /// <param name="editor">Receives what happens there.</param>
    public static async Task<EditorModule> AttachAsync<T>(IJSRuntime js, ElementReference root, DotNetObjectReference<T> editor)
        where T : class
    {
        var module = (IJSInProcessObjectReference)await js.InvokeAsync<IJSObjectReference>("import", "./editor.js");
        var surface = module.Invoke<IJSInProcessObjectReference>("attach", root, editor);
        module.Dispose();
        return new EditorModule(surface);
    }

    /// <summary>Gives an element to the module, to show a text in.</summary>
    public void Mount(ElementReference element, BlockId block, string text) => _surface.InvokeVoid("mount", element, block.ToString(), text);

    /// <summary>The element goes away.</summary>
    public void Unmount(ElementReference element, BlockId block) => _surface.InvokeVoid("unmount", block.ToString(), element);

    /// <summary>Changes the characters that a block shows. Blocks that are not shown are passed over, and so is one in which a composition runs.</summary>
    public void Edit(BlockId block, TextEdit edit) => _surface.InvokeVoid("edit", block.ToString(), edit.Offset, edit.Removed, edit.Inserted);

    /// <summary>Puts the caret somewhere: now, or as soon as that block is shown.</summary>
    public void Focus(Caret caret) => _surface.InvokeVoid("focus", caret.Block.ToString(), caret.Offset);

    /// <summary>Where the caret is, and the text that its block shows; null when it is not in this page.</summary>
    public (Caret Caret, string Text)? FindCaret()
    {
        string[]? parts = _surface.Invoke<string?>("caret")?.Split(' ', 3);
        if (parts is not [var id, var offset, var text] || !BlockId.TryParse(id, out BlockId block)) return null;
        return (new Caret(block, int.Parse(offset, CultureInfo.InvariantCulture)), text);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _surface.InvokeVoid("detach");
        _surface.Dispose();
    }
}
