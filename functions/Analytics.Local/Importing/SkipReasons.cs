namespace Analytics.Local.Importing;

/// <summary>The names of reasons for skipped lines in the final table.</summary>
internal static class SkipReasons
{
    public const string Malformed = "malformed";
    public const string Method = "method is not GET";
    public const string Status = "status is not 2xx or 304";
    public const string Asset = "asset or download";
    public const string Bot = "bot";
    public const string NoTimestamp = "no timestamp";
    public const string OtherSite = "other site";
    public const string OtherHost = "other host";
    public const string SentBefore = "sent before";
    public const string OutOfRange = "not within --from and --to";
    public const string Directive = "header or comment";
    public const string NoLineFeed = "last line without line feed";

    /// <summary>Returns true if a reason means that the line is faulty, so that its number helps the user.</summary>
    public static bool IsFault(string reason) =>
        reason is not (Method or Status or Asset or Bot or OtherHost or SentBefore or OutOfRange or Directive);
}
