namespace Analytics.Core.Agents;

/// <summary>The device classes, by the width of the screen or otherwise by the user agent.</summary>
public static class DeviceClass
{
    /// <summary>A telephone.</summary>
    public const string Mobile = "Mobile";

    /// <summary>A tablet.</summary>
    public const string Tablet = "Tablet";

    /// <summary>A small computer; only recognised by its screen.</summary>
    public const string Laptop = "Laptop";

    /// <summary>A computer.</summary>
    public const string Desktop = "Desktop";

    /// <summary>Returns the class of a screen, in UTF-8.</summary>
    /// <param name="pixels">Its width in CSS pixels.</param>
    public static ReadOnlySpan<byte> OfScreenWidth(int pixels) =>
        pixels switch
        {
            < 576 => "Mobile"u8,
            < 992 => "Tablet"u8,
            < 1440 => "Laptop"u8,
            _ => "Desktop"u8,
        };
}
