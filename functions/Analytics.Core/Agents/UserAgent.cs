namespace Analytics.Core.Agents;

/// <summary>Facts derived from a user agent; unknown texts are empty.</summary>
/// <param name="Browser">Name of the browser.</param>
/// <param name="BrowserVersion">Its version as major.minor.</param>
/// <param name="Os">Name of the operating system.</param>
/// <param name="OsVersion">Its common version: <c>10.9</c>, <c>7</c> for Windows NT 6.1.</param>
/// <param name="Device">One of <see cref="DeviceClass"/>, or empty.</param>
public sealed record UserAgent(string Browser, string BrowserVersion, string Os, string OsVersion, string Device)
{
    /// <summary>An agent without known facts.</summary>
    public static readonly UserAgent Unknown = new("", "", "", "", "");
}
