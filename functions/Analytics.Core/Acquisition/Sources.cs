namespace Analytics.Core.Acquisition;

/// <summary>Names sources by host, app, tag or click id. Thread-safe.</summary>
internal static class Sources
{
    private static readonly SourceEntry PaidGoogle = new("Google", SourceKind.Search, IsPaid: true);
    private static readonly SourceEntry PaidBing = new("Bing", SourceKind.Search, IsPaid: true);

    /// <summary>
    /// Returns the source of a referrer: the catalog's, otherwise one named after the host or app; null without a referrer.
    /// </summary>
    public static SourceEntry? OfReferrer(Referrer referrer)
    {
        if (referrer.Host.Length == 0)
        {
            return null;
        }

        var named = referrer.IsApp ? SourceCatalog.Current.FindApp(referrer.Host) : SourceCatalog.Current.FindHost(referrer.Host);
        return named ?? new SourceEntry(referrer.Name, !referrer.IsApp && IsMailHost(referrer.Host) ? SourceKind.Mail : SourceKind.Other);
    }

    /// <summary>Returns the source of a tag: the catalog's, otherwise one named after the tag; null without a tag.</summary>
    public static SourceEntry? OfTag(string tag) =>
        tag.Length == 0 ? null : SourceCatalog.Current.FindTag(tag) ?? new SourceEntry(tag, SourceKind.Other);

    /// <summary>Returns the source of a paid click; null without a click id.</summary>
    public static SourceEntry? OfClickId(string clickId) =>
        clickId switch
        {
            "gclid" => PaidGoogle,
            "msclkid" => PaidBing,
            _ => null,
        };

    /// <summary>Returns true for hosts that show mail in a browser.</summary>
    private static bool IsMailHost(string host)
    {
        var dot = host.IndexOf('.');
        var label = host.AsSpan(0, Math.Max(dot, 0)).TrimEnd("0123456789");
        return label is "mail" or "webmail" or "email" or "wmail" or "zimbra" or "roundcube" or "owa"
            || label.StartsWith("lightmailer")
            || label.StartsWith("webmail-");
    }
}
