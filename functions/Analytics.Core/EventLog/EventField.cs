namespace Analytics.Core.EventLog;

/// <summary>The text fields of an event in the log. The numbers are stored and never change.</summary>
public enum EventField : byte
{
    /// <summary>The site's domain; always present.</summary>
    Site = 0,

    /// <summary>Event name; always present.</summary>
    Name = 1,

    /// <summary>The URL as the client sent it.</summary>
    Url = 2,

    /// <summary>The referrer as the client sent it.</summary>
    Referrer = 3,

    /// <summary>Device class.</summary>
    Device = 4,

    /// <summary>Browser name.</summary>
    Browser = 5,

    /// <summary>Browser version.</summary>
    BrowserVersion = 6,

    /// <summary>Operating system.</summary>
    Os = 7,

    /// <summary>Operating system version.</summary>
    OsVersion = 8,

    /// <summary>Country code.</summary>
    Country = 9,

    /// <summary>Region code.</summary>
    Region = 10,

    /// <summary>City.</summary>
    City = 11,

    /// <summary>Event id as the client sent it.</summary>
    Id = 12,
}
