using Notion.Server.Store;

namespace Notion.Server.NotionApi;

/// <summary>Reads icons and covers.</summary>
internal static class IconInput
{
    private const int MaxEmoji = 100;

    /// <summary>An emoji, or the address of a picture; empty for none.</summary>
    public static string ReadIcon(BodyNode icon)
    {
        if (icon.IsNull) return string.Empty;
        if (icon.Find("emoji") is { } emoji)
            return emoji.Text(MaxEmoji) is { Length: > 0 } text && !text.Any(c => c < 0x80 && !char.IsAsciiDigit(c) && c is not ('#' or '*')) ? text : throw emoji.Should("be an emoji");
        if (icon.Find("external") is { } external) return ReadAddress(external.Get("url"), Page.MaxIconLength);
        throw icon.Should("have one of emoji and external (other icons are not supported here)");
    }

    /// <summary>The address of a picture; empty for none.</summary>
    public static string ReadCover(BodyNode cover)
    {
        if (cover.IsNull) return string.Empty;
        return cover.Find("external") is { } external ? ReadAddress(external.Get("url"), Page.MaxCoverLength) : throw cover.Should("have external (other covers are not supported here)");
    }

    /// <summary>An address of the web.</summary>
    public static string ReadAddress(BodyNode node, int max)
    {
        string url = node.Text(max);
        return Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https" && ApiOutput.IsAddress(url) ? url : throw node.Should("be a url of http or https");
    }
}
