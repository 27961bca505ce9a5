namespace Analytics.Core.Acquisition;

/// <summary>Where a visitor came from, cleaned.</summary>
/// <param name="Host">The host without <c>www.</c>; empty if direct or internal.</param>
/// <param name="Text">Host and path without trailing slash.</param>
internal readonly record struct Referrer(string Host, string Text)
{
    public static readonly Referrer None = new("", "");
}
