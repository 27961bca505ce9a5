namespace Analytics.Core.Acquisition;

/// <summary>The cleaned origin of a visitor.</summary>
/// <param name="Host">The host without <c>www.</c>, or the id of an app; empty if direct or internal.</param>
/// <param name="Text">Host and path without trailing slash.</param>
/// <param name="IsApp">True for a phone's app.</param>
/// <param name="Name">The source's name if the catalog does not have the host or app.</param>
internal readonly record struct Referrer(string Host, string Text, bool IsApp, string Name)
{
    public static readonly Referrer None = new("", "", false, "");
}
