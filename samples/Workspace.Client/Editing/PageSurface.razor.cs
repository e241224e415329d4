using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Notion.Workspace.Client.Editing;

/// <summary>
/// The page: its title and its blocks, kept as the document is. Keys come in from <see cref="EditorModule"/> and become transactions;
/// what the document says has changed, whoever changed it, goes back out.
/// </summary>
/// <remarks>
/// Order matters in <see cref="OnChanged"/>: first the characters of the blocks on show, then the rows (a new block is shown with the text it has by
/// then), then the caret. Everything happens within one event of the browser, so nobody sees the steps.
/// </remarks>
public sealed partial class PageSurface
{
    private readonly DotNetObjectReference<PageSurface> _self;
    private ElementReference _root;
    private ElementReference _titleElement;
    private EditorModule? _module;
    private PageEditor _editor = null!;
    private IReadOnlyList<Row> _rows = [];
    private string _title = string.Empty;
    private BlockId? _typing;
    private bool _isDisposed;

    /// <summary>Creates the component.</summary>
    public PageSurface() => _self = DotNetObjectReference.Create(this);

    /// <summary>The page. To show another one, make another surface (<c>@key</c>).</summary>
    [Parameter, EditorRequired]
    public required Document Document { get; set; }

    /// <summary>Whom the changes made here are by.</summary>
    [Parameter]
    public string? Author { get; set; }

    /// <summary>Who else has a caret in which block.</summary>
    [Parameter]
    public IReadOnlyDictionary<BlockId, CaretMark> Others { get; set; } = new Dictionary<BlockId, CaretMark>();

    /// <summary>The caret has gone to another block, or, when null, left the page.</summary>
    [Parameter]
    public Action<BlockId?>? CaretMoved { get; set; }

    /// <summary>The browser changed a block's text by itself: typing, deleting, composing.</summary>
    /// <param name="block">The block.</param>
    /// <param name="before">Its text as shown before.</param>
    /// <param name="after">Its text as shown now.</param>
    /// <param name="caret">Where the caret is now.</param>
    /// <param name="isComposing">Whether a composition is under way: then the browser must not be corrected.</param>
    [JSInvokable]
    public void Typed(string block, string before, string after, int caret, bool isComposing)
    {
        BlockId id = Parse(block);
        if (!IsLive(id)) return;
        if (TextDiff.Between(before, after, caret) is { } edit)
        {
            // The document may be ahead of the browser while somebody composes.
            if (TextDiff.Between(before, TextOf(id)) is { } unseen) edit = TextDiff.Over(edit, unseen);
            _typing = id;
            _editor.Replace(id, edit);
            _typing = null;
            if (!isComposing && edit.Inserted == " " && _editor.ApplyShortcut(id)) return;
        }
        if (!isComposing && TextDiff.Between(after, TextOf(id)) is { } correction) _module!.Edit(id, correction);
    }

    /// <summary>A key that is more than text.</summary>
    [JSInvokable]
    public void Command(string name, string block, int start, int end) => Run(Enum.Parse<BlockCommand>(name), Parse(block), start, end);

    /// <summary>Plain text was pasted over a selection.</summary>
    [JSInvokable]
    public void Paste(string block, int start, int end, string text)
    {
        BlockId id = Parse(block);
        if (IsLive(id)) Focus(_editor.Paste(id, start, end, text));
    }

    /// <summary>The caret came into a block, or, when null, left the page.</summary>
    [JSInvokable]
    public void Focused(string? block) => CaretMoved?.Invoke(block is null ? null : Parse(block));

    /// <inheritdoc/>
    public void Dispose()
    {
        Document.Changed -= OnChanged;
        _module?.Dispose();
        _module = null;
        _isDisposed = true;
        _self.Dispose();
    }

    internal void Mount(ElementReference element, BlockId id) => _module!.Mount(element, id, TextOf(id));

    internal void Unmount(ElementReference element, BlockId id) => _module?.Unmount(element, id);

    internal void Check(BlockId id, bool isChecked)
    {
        if (IsLive(id)) _editor.SetChecked(id, isChecked);
    }

    internal async Task TurnAsync(BlockId id, string type)
    {
        if (!IsLive(id)) return;
        _editor.SetType(id, type);
        await FocusAfterRenderAsync(new Caret(id, Document.GetBlock(id).TextLength));
    }

    internal async Task RunFromMenuAsync(BlockCommand command, BlockId id)
    {
        if (!IsLive(id)) return;
        int length = Document.GetBlock(id).TextLength;
        await FocusAfterRenderAsync(Execute(command, id, length, length));
    }

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        _editor = new PageEditor(Document, Author);
        _rows = Row.AllOf(Document);
        _title = PageEditor.TitleOf(Document);
        Document.Changed += OnChanged;
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        EditorModule module = await EditorModule.AttachAsync(Browser, _root, _self);
        if (_isDisposed)
        {
            module.Dispose();
            return;
        }
        _module = module;
        _title = PageEditor.TitleOf(Document);
        module.Mount(_titleElement, BlockId.Root, _title);
        StateHasChanged();
    }

    private void Run(BlockCommand command, BlockId id, int start, int end)
    {
        if (IsLive(id)) Focus(Execute(command, id, start, end));
    }

    private Caret? Execute(BlockCommand command, BlockId id, int start, int end) => command switch
    {
        BlockCommand.Enter => _editor.Enter(id, start, end),
        BlockCommand.JoinPrevious => _editor.JoinPrevious(id),
        BlockCommand.JoinNext => _editor.JoinNext(id),
        BlockCommand.Indent => _editor.Indent(id) ? new Caret(id, start) : null,
        BlockCommand.Outdent => _editor.Outdent(id) ? new Caret(id, start) : null,
        BlockCommand.MoveUp => _editor.MoveUp(id) ? new Caret(id, start) : null,
        BlockCommand.MoveDown => _editor.MoveDown(id) ? new Caret(id, start) : null,
        BlockCommand.Toggle => _editor.Toggle(id) ? new Caret(id, start) : null,
        BlockCommand.Delete => _editor.Delete(id),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command, "editor.js and BlockCommand must have the same names."),
    };

    private async Task WriteBelow()
    {
        bool hasEmptyLast = _rows is [.., { Depth: 0, Type: EditorBlockTypes.Paragraph } last] && Document.GetBlock(last.Id).TextLength == 0;
        Caret caret = hasEmptyLast ? new Caret(_rows[^1].Id, 0) : _editor.InsertParagraph(BlockId.Root, -1);
        await FocusAfterRenderAsync(caret);
    }

    private void OnChanged(object? sender, DocumentChangedEventArgs change)
    {
        if (_module is null)
        {
            _rows = Row.AllOf(Document);
            StateHasChanged();
            return;
        }

        (Caret Caret, string Text)? place = change.IsLocal ? null : _module.FindCaret();
        ShowText(change);
        ShowTitle();
        IReadOnlyList<Row> before = _rows;
        if (change.Blocks.Any(block => (block.Kinds & ~BlockChangeKinds.Text) != 0))
        {
            _rows = Row.AllOf(Document);
            StateHasChanged();
        }
        if (place is not { } was) return;
        Caret now = CaretTracker.Follow(was.Caret, was.Text, before, change.Blocks, Document);
        if (_module.FindCaret()?.Caret.Block != now.Block) _module.Focus(now);
    }

    private void ShowText(DocumentChangedEventArgs change)
    {
        foreach (BlockChange block in change.Blocks)
        {
            if (block.Block == _typing) continue;
            foreach (TextEdit edit in block.Text) _module!.Edit(block.Block, edit);
        }
    }

    private void ShowTitle()
    {
        string title = PageEditor.TitleOf(Document);
        if (_typing != BlockId.Root && TextDiff.Between(_title, title) is { } edit) _module!.Edit(BlockId.Root, edit);
        _title = title;
    }

    private void Focus(Caret? caret)
    {
        if (caret is { } place) _module!.Focus(place);
    }

    /// <summary>For what a click on something that Blazor listens to has done: there the rows are rendered only after the handler.</summary>
    private async Task FocusAfterRenderAsync(Caret? caret)
    {
        await Task.Yield();
        Focus(caret);
    }

    private bool IsLive(BlockId id) => Document.TryGetBlock(id, out Block block) && (block.IsRoot || block.IsLive);

    private string TextOf(BlockId id) => id == BlockId.Root ? PageEditor.TitleOf(Document) : Document.GetBlock(id).Text;

    private static BlockId Parse(string id) => BlockId.TryParse(id, out BlockId block) ? block : throw new ArgumentException($"“{id}” is no block id.", nameof(id));
}
