using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Notion.Workspace.Client.Editing;

/// <summary>One block on the page. Its text belongs to <see cref="EditorModule"/>: Blazor renders the element once and never looks inside.</summary>
public sealed partial class BlockRow
{
    private static readonly string[] Bullets = ["•", "◦", "▪"];
    private ElementReference _text;
    private bool _isMenuOpen;
    private bool _isDirty = true;

    /// <summary>What to show.</summary>
    [Parameter, EditorRequired]
    public required Row Row { get; set; }

    /// <summary>Those whose carets are in this block; null when nobody's is.</summary>
    [Parameter]
    public CaretMark? Others { get; set; }

    /// <summary>The page that the block lies on.</summary>
    [CascadingParameter]
    public required PageSurface Page { get; set; }

    private string Placeholder => Row.Type == EditorBlockTypes.Paragraph ? "Write, or “# ”, “- ”, “[] ”, “> ”" : EditorBlockTypes.NameOf(Row.Type);

    /// <inheritdoc/>
    public override Task SetParametersAsync(ParameterView parameters)
    {
        (Row? row, CaretMark? others) = (Row, Others);
        parameters.SetParameterProperties(this);
        _isDirty |= row != Row || others != Others;
        return base.SetParametersAsync(ParameterView.Empty);
    }

    /// <inheritdoc/>
    public void Dispose() => Page.Unmount(_text, Row.Id);

    /// <inheritdoc/>
    protected override bool ShouldRender() => _isDirty;

    /// <inheritdoc/>
    protected override void OnAfterRender(bool firstRender)
    {
        _isDirty = false;
        if (firstRender) Page.Mount(_text, Row.Id);
    }

    private void ToggleMenu()
    {
        _isMenuOpen = !_isMenuOpen;
        _isDirty = true;
    }

    private void CloseOnEscape(KeyboardEventArgs key)
    {
        if (_isMenuOpen && key.Key == "Escape") ToggleMenu();
    }

    private void Check(ChangeEventArgs change) => Page.Check(Row.Id, change.Value is true);

    private Task Turn(string type)
    {
        ToggleMenu();
        return Page.TurnAsync(Row.Id, type);
    }

    private Task Run(BlockCommand command)
    {
        ToggleMenu();
        return Page.RunFromMenuAsync(command, Row.Id);
    }
}
