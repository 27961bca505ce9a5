namespace Analytics.Azure.Tables;

/// <summary>
/// The port's ETag of a row: that of Table Storage and, if the row has an overflow, its generation. So a write that replaces or deletes a
/// row also names the overflow to delete.
/// </summary>
/// <param name="Storage">Table Storage's ETag.</param>
/// <param name="Generation">The generation of the overflow; null without one.</param>
internal readonly record struct RowETag(string Storage, string? Generation)
{
    private const char Separator = '|';
    private const string Form = "W/\"datetime'";

    /// <summary>
    /// True if it has the form of an ETag of Table Storage, which answers other forms with an error instead of a conflict.
    /// </summary>
    public bool IsPossible => Storage.StartsWith(Form, StringComparison.Ordinal);

    public static RowETag Parse(string text)
    {
        var separator = text.IndexOf(Separator, StringComparison.Ordinal);
        return separator < 0 ? new(text, null) : new(text[..separator], text[(separator + 1)..]);
    }

    public override string ToString() => Generation is null ? Storage : $"{Storage}{Separator}{Generation}";
}
