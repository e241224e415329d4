using System.Globalization;

namespace Notion.Server.NotionApi;

/// <summary>Where a part of a list by time ended: the last item's id and time, so that what comes and goes meanwhile pushes none out of the list.</summary>
internal static class TimeCursor
{
    private const int UuidLength = 32;

    public static string Format(DateTimeOffset at, Guid id) => string.Create(CultureInfo.InvariantCulture, $"{id:N}{at.ToUnixTimeMilliseconds()}");

    /// <exception cref="ApiException">It is none.</exception>
    public static (DateTimeOffset At, Guid Id) Parse(string cursor) =>
        cursor.Length > UuidLength && Guid.TryParseExact(cursor.AsSpan(0, UuidLength), "N", out Guid id)
        && long.TryParse(cursor.AsSpan(UuidLength), NumberStyles.None, CultureInfo.InvariantCulture, out long at) && at <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? (DateTimeOffset.FromUnixTimeMilliseconds(at), id)
            : throw Paging.NoCursor();
}
