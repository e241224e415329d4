using System.Globalization;

namespace Notion.Crdt.Interchange;

/// <summary>
/// Writes HTML in which only names that this program holds stand as names: callers give elements and attributes as constants, and whatever comes from a document goes through
/// <see cref="Text"/>, <see cref="Attribute"/> or <see cref="Address"/>, which leave no character that ends a text or a value.
/// </summary>
internal sealed class HtmlWriter(TextWriter output)
{
    /// <summary>A piece of markup that is a constant of the program.</summary>
    public void Markup(string constant) => output.Write(constant);

    /// <summary>A text. Line breaks become elements, except in code; what HTML cannot hold becomes an empty span with its number.</summary>
    public void Text(string text, bool breaks)
    {
        foreach (char c in text)
        {
            switch (c)
            {
                case '<': output.Write("&lt;"); break;
                case '>': output.Write("&gt;"); break;
                case '&': output.Write("&amp;"); break;
                case '"': output.Write("&quot;"); break;
                case '\'': output.Write("&#39;"); break;
                case '\n' when breaks: output.Write("<br>"); break;
                case '\n' or '\t': output.Write(c); break;
                case var _ when char.IsControl(c) || c is '\uFEFF' or '\uFFFE' or '\uFFFF':
                    output.Write($"<span {HtmlFormat.CharacterAttribute}=\"{((int)c).ToString(CultureInfo.InvariantCulture)}\"></span>");
                    break;
                default: output.Write(c); break;
            }
        }
    }

    /// <summary>An attribute of the element whose start is open.</summary>
    public void Attribute(string name, string value)
    {
        output.Write(' ');
        output.Write(name);
        output.Write("='");
        foreach (char c in value)
        {
            switch (c)
            {
                case '<': output.Write("&lt;"); break;
                case '>': output.Write("&gt;"); break;
                case '&': output.Write("&amp;"); break;
                case '\'': output.Write("&#39;"); break;
                case var _ when char.IsControl(c) || c == HtmlTree.EndOfInput: output.Write('\uFFFD'); break;
                default: output.Write(c); break;
            }
        }
        output.Write('\'');
    }

    /// <summary>An attribute that browsers follow: left out where the address is not safe.</summary>
    public void Address(string name, string value)
    {
        if (HtmlLinks.IsSafe(value)) Attribute(name, value);
    }
}
